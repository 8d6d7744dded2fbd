import { kindOfPath } from '../../base/files.ts';
import { median } from '../../base/median.ts';
import { readCsv } from '../read-csv.ts';
import type { RunFolder } from '../run-folder.ts';

/** The size of one parameter at the end of an epoch, of its gradient, and of an update over that of the parameter. */
export interface ParameterNorms {
  readonly epoch: number;
  readonly step: number;
  readonly weightNorm: number;
  readonly gradientNorm: number;
  readonly updateRatio: number;
}

/**
 * The norms of each parameter, by ascending epoch, from the `layers.csv` of a run; empty where the run has none.
 * @throws UserError when the file cannot be read or is no table.
 */
export function parameterNorms(run: RunFolder): ReadonlyMap<string, readonly ParameterNorms[]> {
  const norms = new Map<string, ParameterNorms[]>();
  const path = run.logPath('layers');
  if (kindOfPath(path) !== 'file') return norms;
  const { header, rows } = readCsv(path);
  for (const row of rows) {
    const cell = (name: string) => row[header.indexOf(name)] ?? '';
    const value = (name: string) => (cell(name) === '' ? Number.NaN : Number(cell(name)));
    const parameter = cell('parameter');
    const list = norms.get(parameter) ?? [];
    norms.set(parameter, list);
    list.push({
      epoch: value('epoch'),
      step: value('step'),
      weightNorm: value('weightNorm'),
      gradientNorm: value('gradientNorm'),
      updateRatio: value('updateRatio'),
    });
  }
  return norms;
}

/**
 * The median of the weights' update ratios at each step, ascending; steps without a finite one are left out. Biases start at zero, so
 * that any step is large beside them: they count only where there are no weights.
 */
export function medianRatios(norms: ReadonlyMap<string, readonly ParameterNorms[]>): { at: Float64Array; values: Float64Array } {
  const byStep = new Map<number, number[]>();
  const weights = [...norms].filter(([name]) => /(?:^|\.)weight$/.test(name)).map(([, list]) => list);
  for (const { step, updateRatio } of (weights.length > 0 ? weights : [...norms.values()]).flat()) {
    if (!Number.isFinite(step) || !Number.isFinite(updateRatio)) continue;
    const list = byStep.get(step) ?? [];
    byStep.set(step, list);
    list.push(updateRatio);
  }
  const steps = [...byStep.keys()].sort((a, b) => a - b);
  return { at: Float64Array.from(steps), values: Float64Array.from(steps, (step) => median(byStep.get(step) ?? [])) };
}
