import { percent, pointsText } from '../../base/format.ts';
import type { StudyMetric } from '../../records/study/description.ts';
import { lossText } from '../terminal/numbers.ts';

export const METRIC_NAMES: Readonly<Record<StudyMetric, string>> = {
  valAccuracy: 'validation accuracy',
  valLoss: 'validation loss',
};

/** A result with its unit: `98.12 %`, `0.0612`; `-` where there is none. */
export function resultText(value: number | undefined, metric: StudyMetric): string {
  if (value === undefined) return '-';
  return metric === 'valAccuracy' ? percent(value) : lossText(value);
}

/** A difference or a deviation of results, without a unit: accuracies in percentage points. */
export function spreadText(value: number | undefined, metric: StudyMetric): string {
  if (value === undefined) return '-';
  return metric === 'valAccuracy' ? pointsText(value) : lossText(value);
}
