import type { StepState } from './step-states.ts';

/** How a step stands, for people. */
export const STATUS_WORDS: Readonly<Record<StepState['status'], string>> = {
  passed: 'passed',
  warned: 'passed, with a warning',
  failed: 'failed',
  forced: 'failed, went on',
  skipped: 'skipped',
  running: 'under way',
  waiting: 'not reached',
};
