import type { Command as Commander } from 'commander';
import { UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { SMOOTHINGS } from '../curves/smooth.ts';
import { type ColumnChoice, parseColumnChoice } from '../records/curve-log/column-choice.ts';
import type { FoundLog } from '../records/curve-log/read.ts';
import type { CurveChartChoice } from '../report/terminal/run-charts.ts';
import { choiceOption, countOption, textOption } from './options.ts';

type Options = Readonly<Record<string, unknown>>;

/** The span of an average may be so many values at most. */
const MOST_SPAN = 10_000_000;

export interface CurveOptions {
  readonly choice: CurveChartChoice;
  readonly columns: ColumnChoice;
  /** Whether the table of parameters is wanted. */
  readonly layers: boolean;
  /** Whether what is drawn was left to us. */
  readonly isUsual: boolean;
  /** Undefined: as it fits. */
  readonly small: boolean | undefined;
}

const DRAWN = ['loss', 'accuracy', 'learningRate', 'gradientNorm', 'updateRatio', 'layers'] as const;
type Drawn = (typeof DRAWN)[number];
const USUAL: readonly Drawn[] = ['loss', 'accuracy'];

export function addCurveOptions(command: Commander, series: string): void {
  command.option('--average <method>', `the moving average of noisy curves: ${SMOOTHINGS.join(', ')}`, SMOOTHINGS[0]);
  command.option('--span <n>', 'values that count in it: a half-life, or a window; by default a fiftieth of them');
  command.option('--series <names>', `what is drawn: ${DRAWN.join(', ')} or all, separated by commas (default: ${series})`);
  command.option('--log', 'draw losses and norms on a logarithmic axis');
  command.option('--small', 'draw a grid of little charts on the same axes (by itself for more than seven runs)');
  command.option('--columns <pairs>', 'which columns of a foreign log to take: loss=NAME,valLoss=NAME,at=NAME');
}

/** @throws UserError for what makes no sense. */
export function curveOptions(options: Options): CurveOptions {
  const series = textOption(options, 'series');
  const drawn = series === undefined ? USUAL : seriesOption(series);
  const columns = textOption(options, 'columns');
  return {
    choice: {
      charts: drawn.filter((name): name is Exclude<Drawn, 'layers'> => name !== 'layers'),
      averaging: {
        method: choiceOption(options, 'average', SMOOTHINGS) ?? SMOOTHINGS[0],
        span: countOption(options, 'span', MOST_SPAN),
      },
      logarithmic: options.log === true,
    },
    columns: columns === undefined ? new Map() : parseColumnChoice(columns),
    layers: drawn.includes('layers'),
    isUsual: series === undefined,
    small: options.small === true ? true : undefined,
  };
}

function seriesOption(text: string): readonly Drawn[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('all')) return DRAWN;
  return names.map((name) => {
    const known = DRAWN.find((one) => one === name);
    if (known !== undefined) return known;
    throw new UserError(`--series: there is no "${name}".`, {
      facts: [['known', [...DRAWN, 'all'].join(', ')]],
      ...hinted(didYouMean(name, DRAWN)),
    });
  });
}

function hinted(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

/**
 * The logs that the words of a command line mean, each once, with names that differ: `version_0/metrics.csv` where two are called
 * `metrics.csv`.
 */
export async function gatherLogs(references: readonly string[], runsDir: string, columns: ColumnChoice): Promise<FoundLog[]> {
  const { readCurveLogs } = await import('../records/curve-log/read.ts');
  const found = references.flatMap((reference) => readCurveLogs(runsDir, reference, columns));
  const seen = new Set<string>();
  const once = found.filter(({ path, log }) => {
    const key = `${path}\0${log.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const named = (depth: number) =>
    once.map(({ path, log }) => ({ path, log, name: depth === 0 ? log.name : tail(path, log.name, depth) }));
  return once.map((one, i) => {
    for (let depth = 0; depth < 4; depth++) {
      const names = named(depth).map(({ name }) => name);
      const name = names[i] ?? one.log.name;
      if (names.filter((other) => other === name).length === 1) return { ...one, log: { ...one.log, name } };
    }
    return one;
  });
}

/** The name with the last folders above it. */
function tail(path: string, name: string, depth: number): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const above = parts.at(-1) === name ? parts.slice(0, -1) : parts;
  return [...above.slice(-depth), name].join('/');
}
