import type { TimeLimit } from '../base/time-limit.ts';
import type { Check, CheckResult, Finding } from './check.ts';
import { CheckContext } from './context.ts';
import { checks } from './index.ts';
import type { Subject } from './subject.ts';

export interface RunOptions {
  /** When to be done; what is not done by then is left out, and said to be. */
  readonly limit: TimeLimit;
  /** Whether those that are only run when asked for are run. */
  readonly onDemand: boolean;
  /** Is told of each check before it runs. */
  readonly onStart?: (check: Check) => void;
}

/** Runs every check on a training set-up. Without a time limit the same set-up always gets the same results. */
export async function runChecks(subject: Subject, { limit, onDemand, onStart }: RunOptions): Promise<CheckResult[]> {
  const context = new CheckContext(subject, limit);
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (check.onDemand === true && !onDemand) continue;
    onStart?.(check);
    results.push(await runCheck(check, context));
  }
  return results;
}

/** Runs a single check, if there is time left for it. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  // Lets signals and the display have their turn.
  await new Promise((resolve) => setImmediate(resolve));
  const began = performance.now();
  const finding = context.limit.isOver ? LEFT_OUT : await check.run(context);
  return { id: check.id, title: check.title, ...finding, seconds: (performance.now() - began) / 1000 };
}

const LEFT_OUT: Finding = {
  status: 'inconclusive',
  expected: 'time for it',
  expectedText: '-',
  measured: 'left out',
  reading: 'The time budget was spent before it.',
};
