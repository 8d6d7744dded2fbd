export type CheckStatus = 'pass' | 'warn' | 'fail' | 'inconclusive';

/** What came out of one check of a training's set-up. */
export interface CheckRow {
  /** `initialLoss`. */
  readonly id: string;
  /** `initial loss`. */
  readonly title: string;
  readonly status: CheckStatus;
  /** As text: `2.3026 (log 10)`. */
  readonly expected: string;
  /** As text: `2.3041 ± 0.0012`. */
  readonly measured: string;
  /** What it means, in one sentence; shown unless the check passed. */
  readonly reading?: string;
  /** What to try, as an override: `--optimizer.lr 0.003`. */
  readonly fix?: string;
  /** Where the config says what was checked. */
  readonly place?: Place | undefined;
  readonly seconds: number;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

/** A status as a word for people. */
export const VERDICTS: Readonly<Record<CheckStatus, string>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'fail',
  inconclusive: 'inconclusive',
};

/** How many checks ended how, from the best to what says nothing: `12 passed`, `1 warning`, `1 failed`, `0 inconclusive`. */
export function verdictCounts(
  rows: readonly CheckRow[],
): { readonly status: CheckStatus; readonly n: number; readonly text: string }[] {
  const words = { pass: 'passed', warn: 'warning', fail: 'failed', inconclusive: 'inconclusive' };
  return (['pass', 'warn', 'fail', 'inconclusive'] as const).map((status) => {
    const n = rows.filter((row) => row.status === status).length;
    return { status, n, text: `${n} ${words[status]}${status === 'warn' && n !== 1 ? 's' : ''}` };
  });
}

/** `configs/mnist.yaml:12`. */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
