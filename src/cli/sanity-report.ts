import { replaceFile } from '../base/files.ts';
import { count } from '../base/format.ts';
import type { CheckResult } from '../checks/check.ts';
import { inputsOf } from '../checks/data/inputs.ts';
import { type LayerStatistics, layersIn } from '../checks/network/layer-statistics.ts';
import type { Subject } from '../checks/subject.ts';
import type { Loaded } from '../config/load.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { epochOrder } from '../data/order.ts';
import type { CheckRow } from '../report/check-row.ts';
import { appendSummary, githubAnnotations, githubSummary } from '../report/github.ts';
import type { Environment } from '../report/terminal/style.ts';
import { print, printJson } from './output.ts';

export type FailOn = 'fail' | 'warn';

/** Whether the set-up has passed: nothing that fails it, and something that was looked at. */
export function hasPassed(results: readonly CheckResult[], failOn: FailOn): boolean {
  return !results.some((result) => isFailure(result, failOn)) && !results.every(isLeftOut);
}

/** Whether a result makes the command fail. */
function isFailure({ status }: CheckResult, failOn: FailOn): boolean {
  return status === 'fail' || (failOn === 'warn' && status === 'warn');
}

/** Layers that are shown one by one; of more only those with weights are, and those where units are dead or saturated. */
const SHOWN_LAYERS = 30;

function worthShowing(layers: readonly LayerStatistics[]): { readonly shown: readonly LayerStatistics[]; readonly note: string } {
  if (layers.length <= SHOWN_LAYERS) return { shown: layers, note: '' };
  const shown = layers.filter(
    ({ weightNorm, type, deadFraction = 0, saturatedFraction = 0 }) =>
      weightNorm !== undefined || type === 'conv2d' || type === 'linear' || deadFraction > 0.1 || saturatedFraction > 0.5,
  );
  return { shown, note: ` (${shown.length} of ${layers.length}: those with weights; --json has all)` };
}

/** Whether a check was not run for want of time. */
function isLeftOut(result: CheckResult | undefined): boolean {
  return result?.status === 'inconclusive' && result.measured === 'left out';
}

/** Images in the picture of a batch, at most. */
const PICTURED = 64;

/** What `sanity-check` tells: a table or a JSON document, files for CI, a picture. */
export class SanityReport {
  readonly #loaded: Loaded<ExperimentConfig>;
  readonly #results: readonly CheckResult[];
  readonly #failOn: FailOn;
  readonly #rows: readonly CheckRow[];

  constructor(loaded: Loaded<ExperimentConfig>, results: readonly CheckResult[], failOn: FailOn) {
    this.#loaded = loaded;
    this.#results = results;
    this.#failOn = failOn;
    this.#rows = results.map((result) => this.#rowOf(result));
  }

  async print(): Promise<void> {
    const [{ styleFor }, { checksTable, verdictLine }, { layerStatisticsTable }] = await Promise.all([
      import('../report/terminal/style.ts'),
      import('../report/terminal/check-tables.ts'),
      import('../report/terminal/statistics-table.ts'),
    ]);
    const style = styleFor(process.stdout);
    const tables = this.#results.flatMap((result) => {
      const layers = layersIn(result);
      if (layers === undefined) return [];
      const { shown, note } = worthShowing(layers);
      return [[style.bold(`${result.title}${note}`), layerStatisticsTable(shown, style)].join('\n')];
    });
    const leftOut = this.#leftOut.map(({ title }) => title).join(', ');
    const parts = [
      checksTable(
        this.#rows.filter((_, i) => !isLeftOut(this.#results[i])),
        style,
      ),
      ...tables,
      `${verdictLine(this.#rows, style)}   (${this.#seconds.toFixed(1)} s)`,
      ...(leftOut === '' ? [] : [`left out, since the time budget was spent: ${leftOut}`]),
    ];
    // Of checks that are all left out there is no table.
    print(parts.filter((part) => part !== '').join('\n\n'));
  }

  printJson(): void {
    printJson({
      name: this.#loaded.config.name,
      passed: hasPassed(this.#results, this.#failOn),
      failOn: this.#failOn,
      seconds: this.#seconds,
      checks: this.#results.map(({ id, title, status, expected, measured, reading, fix, key, details, seconds }) => ({
        ...{ id, title, status, expected, measured, reading, fix },
        key: key?.join('.'),
        ...{ seconds, details },
      })),
      leftOut: this.#leftOut.map(({ id }) => id),
    });
  }

  async writeFiles(
    subject: Subject,
    files: { readonly junit: string | undefined; readonly batch: string | undefined },
  ): Promise<void> {
    const { junit, batch } = files;
    if (junit !== undefined) {
      const { junitXml } = await import('../report/junit.ts');
      const options = { failOn: this.#failOn, seconds: this.#seconds, timestamp: new Date() };
      replaceFile(junit, junitXml(`sanity-check ${this.#loaded.config.name}`, this.#rows, options));
    }
    if (batch !== undefined) replaceFile(batch, await pictureOf(subject));
  }

  /** Where GitHub Actions runs it: annotations on the lines of the config, and the table in the summary of the job. */
  async tellCi({ GITHUB_ACTIONS, GITHUB_STEP_SUMMARY }: Environment): Promise<void> {
    // On stderr, which is read as well: stdout is the result.
    if (GITHUB_ACTIONS === 'true') {
      const lines = githubAnnotations(this.#rows);
      if (lines !== '') process.stderr.write(`${lines}\n`);
    }
    if (GITHUB_STEP_SUMMARY !== undefined && GITHUB_STEP_SUMMARY !== '') {
      appendSummary(GITHUB_STEP_SUMMARY, githubSummary(`Sanity check of ${this.#loaded.config.name}`, this.#rows));
    }
  }

  get #seconds(): number {
    return this.#results.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  get #leftOut(): readonly CheckResult[] {
    return this.#results.filter(isLeftOut);
  }

  #rowOf({
    id,
    title,
    status,
    expected,
    measured,
    expectedText,
    measuredText,
    reading,
    fix,
    key,
    seconds,
  }: CheckResult): CheckRow {
    const place = key === undefined ? undefined : this.#loaded.place(key);
    return {
      ...{ id, title, status, seconds },
      expected: expectedText ?? String(expected),
      measured: measuredText ?? String(measured),
      ...(reading === undefined ? {} : { reading }),
      ...(fix === undefined ? {} : { fix }),
      ...(place?.kind === 'file' ? { place: { file: place.file, line: place.line } } : {}),
    };
  }
}

/** The first batch of the training as the network sees it. */
async function pictureOf(subject: Subject): Promise<Uint8Array> {
  const { batchPicture } = await import('../report/batch-picture.ts');
  const { configured, data } = subject;
  const { channels, height, width, classes } = data.dataset;
  const { set, indices } = data.train;
  const order = configured.config.train.shuffle ? epochOrder(indices, configured.config.seed, 1) : indices;
  const images = Math.min(PICTURED, configured.config.train.batchSize, order.length);
  const pixels = inputsOf(configured, { set, order, from: 0, to: images }, 1);
  const labels = Array.from(order.subarray(0, images), (index) => {
    const label = set.labels[index] as number;
    return classes[label] ?? `label ${count(label)}`;
  });
  return batchPicture({ pixels, shape: [images, channels, height, width], labels });
}
