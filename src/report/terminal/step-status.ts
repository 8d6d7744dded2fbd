import type { StepState } from '../seven-steps/step-states.ts';
import type { Style } from './style.ts';

type Status = StepState['status'];

/** A sign of one column for how a step stands. */
export const STATUS_MARKS: Readonly<Record<Status, string>> = {
  passed: '✓',
  warned: '!',
  failed: '✗',
  forced: '!',
  skipped: '-',
  running: '>',
  waiting: '·',
};

/** Its colour. */
export function statusPaint(status: Status, style: Style): (text: string) => string {
  switch (status) {
    case 'passed':
      return style.good;
    case 'warned':
    case 'forced':
      return style.warning;
    case 'failed':
      return style.bad;
    case 'running':
      return style.first;
    default:
      return style.dim;
  }
}
