import { UserError } from '../../base/errors.ts';

/** One of the things that a run does, and how it went. */
export interface SmokeStage {
  readonly stage: 'prepare' | 'train' | 'validate' | 'checkpoint' | 'log' | 'resume' | 'evaluate';
  readonly status: 'passed' | 'failed' | 'left out';
  /** What was done, why it failed, or why it does not apply. */
  readonly detail: string;
  readonly seconds: number;
}

type Name = SmokeStage['stage'];

/** The user wants to end it. */
export class Interrupted extends Error {}

/** The stages so far, in their order. */
export class Stages {
  readonly list: SmokeStage[] = [];

  pass(stage: Name, detail: string, seconds: number): void {
    this.list.push({ stage, status: 'passed', detail, seconds });
  }

  leaveOut(stage: Name, detail: string): void {
    this.list.push({ stage, status: 'left out', detail, seconds: 0 });
  }

  fail(stage: Name, { headline }: UserError, seconds: number): void {
    this.list.push({ stage, status: 'failed', detail: headline, seconds });
  }

  /** Runs a stage. @param body returns its result and the detail. A check of it that does not hold is a failed stage. */
  async run<T>(stage: Name, body: () => Promise<readonly [result: T, detail: string]>): Promise<T> {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    try {
      const [result, detail] = await body();
      this.pass(stage, detail, seconds());
      return result;
    } catch (error) {
      if (error instanceof UserError && error.exitCode === 1) this.fail(stage, error, seconds());
      throw error;
    }
  }
}
