import { resolve } from 'node:path';
import { isMapping } from '../base/choice.ts';
import { UserError } from '../base/errors.ts';
import type { FoundLog } from '../records/curve-log/read.ts';
import { rawConfig, rawData } from '../records/curve-log/settings.ts';
import type { RunFolder } from '../records/run-folder.ts';
import { type Counts, differenceOf, FIGURES, type Figures, figuresOf, type Outcome } from '../report/comparison.ts';
import { type ConfigDifference, configDifferences } from '../report/config-differences.ts';
import { differencesTable, differenceTable, figuresTable } from '../report/terminal/comparison-tables.ts';
import { comparedCharts } from '../report/terminal/run-charts.ts';
import type { Style } from '../report/terminal/style.ts';
import { printable } from '../report/terminal/table.ts';
import { summaryTable } from '../report/terminal/tables.ts';
import type { CurveOptions } from './curve-options.ts';

/** Trainings beside each other. */
export interface Comparison {
  readonly runs: readonly (FoundLog & { readonly figures: Figures; readonly fingerprint: string | undefined })[];
  readonly differences: readonly ConfigDifference[];
  /** Whether all were trained on the same data; undefined where that is not known of two. */
  readonly isSameData: boolean | undefined;
  readonly notes: readonly string[];
}

export function compareLogs(logs: readonly FoundLog[]): Comparison {
  const configs = logs.map(({ run }) => (run === undefined ? undefined : rawConfig(run)));
  const runs = logs.map((one) => {
    const data = one.run === undefined ? undefined : rawData(one.run);
    const fingerprint = typeof data?.fingerprint === 'string' ? data.fingerprint : undefined;
    return { ...one, fingerprint, figures: figuresOf(one.log, outcomeOf(one.run), countsIn(data?.counts)) };
  });
  const known = runs.flatMap(({ fingerprint }) => fingerprint ?? []);
  const isSameData = known.length < 2 ? undefined : new Set(known).size === 1;
  const differences = configDifferences(configs);
  const unknown = logs.filter((_, i) => configs[i] === undefined).map(({ log }) => log.name);
  const differsIn = (key: string) => differences.some((one) => one.key === key);
  return {
    ...{ runs, differences, isSameData },
    notes: [
      ...(isSameData === false ? ['The data differ: what the trainings came to was measured on different images.'] : []),
      ...(isSameData === true && (differsIn('seed') || differsIn('data.split.validation'))
        ? [
            'The images held out for validation differ, since they are drawn with the seed: so much of a difference may be theirs.',
          ]
        : []),
      ...(unknown.length === 0 ? [] : [`The config of ${unknown.join(', ')} is not known.`]),
      ...runs.filter(({ log }) => log.isRunning).map(({ log }) => `${log.name} is still running.`),
      ...runs.flatMap(({ log }) => log.notes.map((note) => `${log.name}: ${note}`)),
    ],
  };
}

function outcomeOf(run: RunFolder | undefined): Outcome {
  try {
    return run?.readSummary() ?? {};
  } catch (error) {
    if (error instanceof UserError) return {}; // the curves are there all the same
    throw error;
  }
}

function countsIn(counts: unknown): Counts {
  const number = (key: string) => (isMapping(counts) && typeof counts[key] === 'number' ? counts[key] : undefined);
  return { train: number('train'), validation: number('validation'), test: number('test') };
}

/** The document of `--json`. */
export function comparisonDocument({ runs, differences, isSameData, notes }: Comparison) {
  const [first] = runs;
  return {
    runs: runs.map(({ log, path, figures, fingerprint }) => ({
      ...{ name: log.name, path: resolve(path), unit: log.unit, isRunning: log.isRunning, fingerprint },
      final: Object.fromEntries(FIGURES.map((figure) => [figure, figures[figure]?.value])),
      noise: Object.fromEntries(FIGURES.map((figure) => [figure, figures[figure]?.noise])),
    })),
    config: differences.map(({ key, values }) => ({ key, values: values.map((value) => value ?? null) })),
    sameData: isSameData,
    // Each of the others against the first.
    differences: runs.slice(1).flatMap(({ log, figures }) =>
      FIGURES.flatMap((figure) => {
        const found = differenceOf(first?.figures[figure], figures[figure]);
        if (found === undefined) return [];
        const { difference, noise, isBeyondNoise } = found;
        return [{ figure, run: log.name, against: first?.log.name, difference, noise, beyondNoise: isBeyondNoise }];
      }),
    ),
    notes,
  };
}

/** Tables and charts, as text for a terminal. */
export function comparisonText({ runs, differences, notes }: Comparison, options: CurveOptions, style: Style): string {
  const names = runs.map(({ log }) => printable(log.name));
  const compared = runs.map(({ figures }, i) => ({ name: names[i] ?? '', figures }));
  const [first, second] = compared;
  const isPair = compared.length === 2 && first !== undefined && second !== undefined;
  const knows = runs.some(({ run }) => run !== undefined);
  const parts = [
    ...(differences.length > 0
      ? [differencesTable(differences, names, style)]
      : knows
        ? [style.dim('The configs do not differ.')]
        : []),
    figuresTable(compared, style),
    isPair ? differenceTable([first, second], style) : starText(compared.length, names[0] ?? '', style),
    ...comparedCharts(
      runs.map(({ log }) => log),
      options.choice,
      { style },
      { ...(options.small === undefined ? {} : { small: options.small }), onlyValidation: options.isUsual },
    ),
    notes.length === 0
      ? ''
      : summaryTable(
          notes.map((note) => ['note', note] as const),
          style,
        ),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function starText(runs: number, first: string, style: Style): string {
  return runs < 2 ? '' : summaryTable([['*', `differs from ${first} by more than twice the noise of the difference`]], style);
}
