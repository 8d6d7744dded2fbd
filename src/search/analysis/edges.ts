import { shellWord } from '../../base/shell-word.ts';
import { flowText } from '../../base/value-text.ts';
import type { DimensionDescription, DomainDescription, ParamValue } from '../../records/study/description.ts';
import { rankTrials, resultOf } from '../../records/study/ranking.ts';
import type { StudyRecord } from '../../records/study/trial-record.ts';
import { gridPoints } from '../samplers/grid.ts';
import type { Domain } from '../space/domain.ts';
import { createSpace } from '../space/space.ts';
import { isUsual } from '../usual-space.ts';
import { writeRange } from '../write-range.ts';
import { type End, widerRange } from './wider.ts';
import { widerGrid } from './wider-grid.ts';

/** A hyperparameter whose best values are at an end of its range: "the best value at the edge means widen the range" (cs231n). */
export interface Edge {
  readonly key: string;
  readonly end: End;
  /** One sentence. */
  readonly text: string;
  readonly wider: DomainDescription;
  /**
   * What makes the same search wider, added to its command: `--space optimizer.lr=log:0.0001..1`. Where its space is the usual one,
   * which a `--space` takes the place of, all of the space with every end that is to be moved; such edges have the same override.
   * Undefined where a condition has no short form.
   */
  readonly override: string | undefined;
}

/** The part of a range at its end that is the edge. */
const EDGE = 0.05;
/** Values of a finite range: two of them are ends both. */
const FEWEST_VALUES = 3;

/**
 * Hyperparameters that are at an end of their range in the best trial (within 5 % on their own scale, or the first or last of a few
 * values; a choice of ascending numbers has an order) and in the half on that side in the two next best as well (of fewer than
 * six trials: in the next best). One that makes no difference is at an edge of the best of many random trials in every tenth study;
 * with the other two as well in one of forty. Where it does make a difference, the best are all on one side.
 *
 * Ends that cannot be moved are no edges: see `widerRange`. Nor is there one where the best trial has an accuracy of 100 %: nothing is
 * better than that.
 *
 * @param isAllowed whether the config takes a value under a key.
 */
export function edgesOf(
  { header, trials }: Pick<StudyRecord, 'header' | 'trials'>,
  isAllowed: (key: string, value: number) => boolean = () => true,
): Edge[] {
  const completed = trials.filter((trial) => trial.state === 'completed' && resultOf(trial, header.metric) !== undefined);
  const ranked = rankTrials(completed, header.metric);
  if (header.metric === 'valAccuracy' && (ranked[0]?.valAccuracy ?? 0) >= 1) return [];
  const points = gridPoints(header.sampler);
  const edges = createSpace(header.space).dimensions.flatMap(({ key, domain, when }) => {
    if (ranked[0]?.params[key] === undefined) return [];
    const values = ranked.map(({ params }) => params[key]).filter((value) => value !== undefined);
    const end = endOf(domain, values);
    if (end === undefined) return [];
    const takes = (value: number) => isAllowed(key, value);
    const wider =
      points === undefined ? widerRange(domain.description, end, takes) : widerGrid(domain.description, points, end, takes);
    return wider === undefined ? [] : [{ key, end, wider, when, text: sentence(key, end, domain, values[0]) }];
  });
  const whole = isUsual(header.space)
    ? header.space.map((dimension) =>
        moved(
          dimension,
          edges.find(({ key }) => key === dimension.key),
        ),
      )
    : undefined;
  return edges.map(({ when, ...edge }) => ({
    ...edge,
    override: overrideOf(whole ?? [{ ...edge.wider, key: edge.key, when }]),
  }));
}

function moved(dimension: DimensionDescription, edge: Pick<Edge, 'wider'> | undefined): DimensionDescription {
  const { key, when } = dimension;
  return edge === undefined ? dimension : { ...edge.wider, key, when };
}

function overrideOf(dimensions: readonly DimensionDescription[]): string | undefined {
  const texts = dimensions.map(({ key, ...range }) => ({ key, text: writeRange(range) }));
  if (texts.some(({ text }) => text === undefined)) return undefined;
  return texts.map(({ key, text }) => `--space ${shellWord(`${key}=${text}`)}`).join(' ');
}

/** @param values of trials, the best first. */
function endOf(domain: Domain, values: readonly ParamValue[]): End | undefined {
  if (!hasEnds(domain) || values.length < FEWEST_VALUES) return undefined;
  const [first, last] = [domain.toUnit(domain.fromUnit(0)), domain.toUnit(domain.fromUnit(1))];
  const best = values.slice(0, values.length < 6 ? 2 : 3).map((value) => (domain.toUnit(value) - first) / (last - first));
  const [place = Number.NaN] = best;
  if (place >= 1 - EDGE && best.every((other) => other >= 0.5)) return 'upper';
  return place <= EDGE && best.every((other) => other <= 0.5) ? 'lower' : undefined;
}

/** Whether it is a range, of numbers in an order, with something between its ends. */
function hasEnds({ description, isOrdered, size }: Domain): boolean {
  if (size < FEWEST_VALUES) return false;
  if (description.type !== 'choice') return isOrdered;
  const { values } = description;
  return values.every((value, i) => typeof value === 'number' && (i === 0 || value > Number(values[i - 1])));
}

function sentence(key: string, end: End, { description, fromUnit }: Domain, best: ParamValue | undefined): string {
  const ends = `${flowText(fromUnit(0))} to ${flowText(fromUnit(1))}`;
  const range = description.type === 'choice' ? `its values, ${flowText(description.values)}` : `its range, ${ends}`;
  return `${key} is ${flowText(best)} in the best trial, at the ${end} end of ${range}, and the next best are on that side too: something better may lie beyond.`;
}
