import type { CheckResult } from '../../checks/check.ts';
import { short } from '../../checks/numbers.ts';
import type { RecipeStatus, StepCheck } from '../../records/recipe/recipe-record.ts';

/** What the record says of a check. */
export function checkRow({ id, title, status, reading, fix, ...finding }: CheckResult): StepCheck {
  const text = (value: number | string) => (typeof value === 'number' ? short(value, 5) : value);
  return {
    ...{ id, title, status, reading, fix },
    expected: finding.expectedText ?? text(finding.expected),
    measured: finding.measuredText ?? text(finding.measured),
  };
}

/** The first check is the gate; the others can only warn. */
export function statusOf([gate, ...others]: readonly CheckResult[]): RecipeStatus {
  if (gate?.status === 'fail') return 'failed';
  return gate?.status === 'pass' && others.every(({ status }) => status === 'pass') ? 'passed' : 'warned';
}

/** What to change: of the gate, or of the first check that warns, or could not tell. */
export function adviceOf(results: readonly CheckResult[]): string | undefined {
  const first = (wanted: CheckResult['status']) => results.find(({ status }) => status === wanted);
  const bad = first('fail') ?? first('warn') ?? first('inconclusive');
  if (bad === undefined) return undefined;
  return [bad.reading, bad.fix === undefined ? undefined : `Try: ${bad.fix}`].filter((part) => part !== undefined).join(' ');
}
