import type { DimensionDescription } from '../../../records/study/description.ts';
import { resultOf } from '../../../records/study/ranking.ts';
import type { TrialRecord } from '../../../records/study/trial-record.ts';
import type { StudyImportance } from '../../study-view.ts';
import { GRADES } from '../look.ts';
import type { SquareGroup, SquarePlan } from '../square-plan.ts';
import { type DimensionAxis, dimensionAxis } from './dimension-axis.ts';
import { type DrawnStudy, markedTrial } from './marked-trial.ts';
import { resultPlotAxis } from './result-axis.ts';
import { trialGrades } from './trial-grades.ts';

/**
 * The trials by the two hyperparameters with an order that matter most, as far as that is known, else by the first two.
 * @returns undefined where there are no two, or no trial has both.
 */
export function squarePlan(study: DrawnStudy, importance: StudyImportance | undefined): SquarePlan | undefined {
  const { header, trials } = study;
  const [x, y] = orderedAxes(header.space, importance);
  if (x === undefined || y === undefined) return undefined;
  const { metric } = header;
  const result = resultPlotAxis(study);
  const grades = trialGrades(study);
  const bad = metric === 'valLoss' ? 1 : 0;
  const group = (members: readonly TrialRecord[], look: Pick<SquareGroup, 'name' | 'colour' | 'mark'>): SquareGroup => {
    const placed = members.flatMap((trial) => {
      const [across, up] = [x.placeOf(trial.params[x.key]), y.placeOf(trial.params[y.key])];
      const value = resultOf(trial, metric);
      const at = value === undefined ? bad : result.placeOf(value);
      return across === undefined || up === undefined ? [] : [{ across, up, at, index: trial.index }];
    });
    return {
      ...{ ...look, x: placed.map(({ across }) => across), y: placed.map(({ up }) => up) },
      ...{ result: placed.map(({ at }) => at), trials: placed.map(({ index }) => index) },
    };
  };
  const marked = markedTrial(study);
  const groups = [
    group(
      trials.filter(({ index }) => !grades.has(index)),
      { name: 'no result', colour: 'validation', mark: 'cross' },
    ),
    ...Array.from({ length: GRADES }, (_, grade) =>
      group(
        trials.filter(({ index }) => grades.get(index) === grade),
        { name: `grade ${grade}`, colour: `grade${grade}`, mark: 'dot' },
      ),
    ),
    group(marked === undefined ? [] : [marked.trial], { name: marked?.name ?? '', colour: 'rate', mark: 'ring' }),
  ].filter(({ trials: members }) => members.length > 0);
  if (groups.length === 0) return undefined;
  const distinct = (of: (one: SquareGroup) => readonly number[]) => new Set(groups.flatMap(of)).size;
  return {
    ...{ type: 'square', id: 'tried', title: `${x.key} and ${y.key}` },
    ...{ x: { name: x.name, ticks: x.ticks }, y: { name: y.name, ticks: y.ticks } },
    ...{ result: result.axis, groups },
    ...{ distinct: { x: distinct((one) => one.x), y: distinct((one) => one.y) }, notes: marked?.notes ?? [] },
  };
}

/** The axes of the hyperparameters with an order, those that matter most first. */
export function orderedAxes(space: readonly DimensionDescription[], importance: StudyImportance | undefined): DimensionAxis[] {
  const shares = new Map(importance?.keys.map(({ key, share }) => [key, share]));
  return space
    .map(dimensionAxis)
    .filter(({ isOrdered }) => isOrdered)
    .sort((a, b) => (shares.get(b.key) ?? 0) - (shares.get(a.key) ?? 0));
}

/** How many trials it shows: the best one is in two groups. */
export function trialsIn({ groups }: SquarePlan): number {
  return new Set(groups.flatMap(({ trials }) => trials)).size;
}
