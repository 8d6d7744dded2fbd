import { basename, dirname, extname, join } from 'node:path';
import { replaceFile } from '../base/files.ts';
import { rateText, short } from '../checks/numbers.ts';
import { changedCopy, writeCopy } from '../config/changed-copy.ts';
import type { Loaded } from '../config/load.ts';
import { parseOverrides } from '../config/overrides.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { FoundRate } from '../recipe/learning-rate/find.ts';
import type { RangeCurve, TrialCurve } from '../report/lr-curves.ts';
import { checkTarget, print, printJson } from './output.ts';

/** Where the copy of a config goes, and whether it may replace a file. */
export interface ApplyTarget {
  readonly file: string;
  readonly overwrite: boolean;
}

/**
 * What `--apply [FILE]` asks for; undefined when it was not given.
 * @throws UserError when the copy could not be written there, before anything is tried.
 */
export async function applyTo(option: unknown, config: string, overwrite: boolean): Promise<ApplyTarget | undefined> {
  if (option === undefined) return undefined;
  const ending = extname(config);
  const beside = join(dirname(config), `${basename(config, ending)}.lr${ending || '.yaml'}`);
  const file = typeof option === 'string' ? option : beside;
  checkTarget('--apply', 'the copy of the config', file);
  return { file, overwrite };
}

/** A drop that one sees in the table, as a part of the first loss. */
const FALLS = 0.05;

/** What `find-lr` tells: charts and a table or a JSON document, an SVG, a copy of the config. */
export class LearningRateReport {
  readonly #loaded: Loaded<ExperimentConfig>;
  readonly #found: FoundRate;
  readonly #seconds: number;

  constructor(loaded: Loaded<ExperimentConfig>, found: FoundRate, seconds: number) {
    this.#loaded = loaded;
    this.#found = found;
    this.#seconds = seconds;
  }

  get hasSuggestion(): boolean {
    return this.#found.suggested !== undefined;
  }

  async writeSvg(file: string): Promise<void> {
    const { learningRateSvg } = await import('../report/svg/lr-chart.ts');
    const title = `Learning rates of ${this.#loaded.config.name}`;
    replaceFile(file, learningRateSvg({ trials: this.#trialCurves, range: this.#rangeCurve, title }));
  }

  /**
   * Writes a copy of the config with the suggestion in it, and with the overrides that it was found with: for another optimizer
   * or model it would be another. @returns where; undefined when there is none.
   */
  async apply({ file, overwrite }: ApplyTarget, overrides: readonly string[]): Promise<string | undefined> {
    const { suggested } = this.#found;
    if (suggested === undefined) return undefined;
    const change = { path: ['optimizer', 'lr'], value: suggested };
    const given = await parseOverrides(overrides);
    const { fullSchema } = await import('../config/full-schema.ts');
    const text = await changedCopy(fullSchema, this.#loaded.file, [change], given.overrides);
    writeCopy(this.#loaded.file, file, text, { overwrite });
    return file;
  }

  printJson(applied: string | undefined): void {
    const { suggested, window, rates, rangeTest, steps, weightDecay, leftOut } = this.#found;
    printJson({
      name: this.#loaded.config.name,
      suggested,
      window,
      override: this.#override,
      reading: this.#reading,
      configured: Number(this.#loaded.config.optimizer.lr),
      ...{ weightDecay, steps },
      trials: rates.map(({ rate, firstLoss, lastLoss, noise, verdict, trials }) => ({
        ...{ lr: rate, firstLoss, lastLoss, drop: firstLoss - lastLoss, noise, verdict },
        seeds: trials.map((trial) => ({
          seed: trial.seed,
          firstLoss: trial.firstLoss,
          lastLoss: trial.lastLoss,
          losses: trial.losses,
        })),
      })),
      rangeTest,
      leftOut,
      applied,
      seconds: this.#seconds,
    });
  }

  async print(applied: string | undefined): Promise<void> {
    const [{ styleFor }, { rangeChart, trialChart }, { trialsTable }, { summaryTable }] = await Promise.all([
      import('../report/terminal/style.ts'),
      import('../report/terminal/lr-charts.ts'),
      import('../report/terminal/trials-table.ts'),
      import('../report/terminal/tables.ts'),
    ]);
    const style = styleFor(process.stdout);
    const { suggested, rates, rangeTest, leftOut } = this.#found;
    const rows = rates.map(({ rate, firstLoss, lastLoss, verdict }) => ({
      ...{ lr: rate, firstLoss, lastLoss, verdict },
      suggested: rate === suggested,
    }));
    const parts = [
      trialChart(this.#trialCurves, { style }),
      trialsTable(rows, style),
      this.#rangeCurve === undefined ? '' : rangeChart(this.#rangeCurve, { style }),
      summaryTable(
        [
          ...this.#summary,
          ...(rangeTest === undefined ? [] : [['range test', rangeText(rangeTest)] as const]),
          ...(leftOut.length === 0 ? [] : [['left out', `${leftOut.join(', ')} (the time budget was spent)`] as const]),
          ...(applied === undefined ? [] : [['written', applied] as const]),
        ],
        style,
      ),
    ];
    print(parts.filter((part) => part !== '').join('\n\n'));
  }

  get #override(): string | undefined {
    const { suggested } = this.#found;
    return suggested === undefined ? undefined : `--optimizer.lr ${suggested}`;
  }

  /** Why there is no suggestion. */
  get #reading(): string | undefined {
    const { suggested, rates, isUndecided, chanceLoss } = this.#found;
    if (suggested !== undefined) return undefined;
    if (isUndecided) return 'there was no time to compare rates; give it a larger --budget';
    return `${whatFailed(rates, chanceLoss)}; see what is wrong with cnn-run sanity-check`;
  }

  get #summary(): (readonly [string, string])[] {
    const { suggested, window, steps, weightDecay, rates } = this.#found;
    const repeated = rates.filter((rate) => rate.trials.length > 1);
    const seeds = repeated.length === 0 ? '' : `, ${repeated.length} of them with ${repeated[0]?.trials.length} seeds (means)`;
    const trials = `${rates.length} rates of ${steps} steps${seeds}, weight decay ${short(weightDecay)}   (${this.#seconds.toFixed(1)} s)`;
    if (suggested === undefined || window === undefined) {
      return [
        ['suggestion', `none: ${this.#reading}`],
        ['trials', trials],
      ];
    }
    const configured = rates.find(({ rate }) => rate === Number(this.#loaded.config.optimizer.lr));
    return [
      ['suggestion', `${this.#override}`],
      ['usable', `from ${rateText(window[0])} to ${rateText(window[1])}`],
      ...(configured === undefined ? [] : [['configured', `${rateText(configured.rate)}: ${configured.verdict}`] as const]),
      ['trials', trials],
    ];
  }

  get #trialCurves(): TrialCurve[] {
    return this.#found.rates.map(({ rate, verdict, trials }) => ({
      lr: rate,
      losses: trials[0]?.losses ?? [],
      verdict,
      suggested: rate === this.#found.suggested,
    }));
  }

  get #rangeCurve(): RangeCurve | undefined {
    const { rangeTest, window, suggested } = this.#found;
    return rangeTest === undefined ? undefined : { ...rangeTest, window, suggested };
  }
}

function whatFailed(rates: FoundRate['rates'], chanceLoss: number): string {
  if (rates.every(({ verdict }) => verdict === 'explodes')) return 'the loss explodes at every rate';
  const falls = rates.some(({ firstLoss, lastLoss }) => lastLoss < (1 - FALLS) * firstLoss);
  return falls ? `no rate brings the loss below that of chance, ${short(chanceLoss)}` : 'the loss drops at no rate';
}

function rangeText({ steepest, valley }: NonNullable<FoundRate['rangeTest']>): string {
  if (steepest === undefined) return 'the loss falls nowhere';
  return `steepest at ${rateText(steepest)}${valley === undefined ? '' : `, valley at ${rateText(valley)}`}`;
}
