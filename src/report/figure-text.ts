import { count, duration, percent } from '../base/format.ts';
import type { Difference, FigureName, Measured } from './comparison.ts';
import { lossText } from './terminal/numbers.ts';

/** What the numbers of a comparison are called. */
export const FIGURE_NAMES: Readonly<Record<FigureName, string>> = {
  trainLoss: 'training loss',
  trainAccuracy: 'training accuracy',
  valLoss: 'validation loss',
  valAccuracy: 'validation accuracy',
  bestValAccuracy: 'best validation accuracy',
  bestEpoch: 'in epoch',
  testLoss: 'test loss',
  testAccuracy: 'test accuracy',
  seconds: 'time',
  imagesPerSecond: 'images per second',
};

/** Whether a difference is more than noise; '' where that is not known. */
export function verdict({ isBeyondNoise }: Difference): string {
  return isBeyondNoise === undefined ? '' : isBeyondNoise ? 'beyond the noise' : 'within the noise';
}

/** A number with its noise. */
export function measuredText(figure: FigureName, measured: Measured | undefined): string {
  if (measured === undefined) return '-';
  const { value, noise } = measured;
  return noise === undefined ? figureText(figure, value) : `${figureText(figure, value)} ± ${noiseText(figure, noise)}`;
}

function figureText(figure: FigureName, value: number): string {
  if (/accuracy$/i.test(figure)) return Number.isFinite(value) ? percent(value) : String(value);
  if (/loss$/i.test(figure)) return lossText(value);
  return figure === 'seconds' ? duration(value) : count(value);
}

export function noiseText(figure: FigureName, noise: number | undefined): string {
  if (noise === undefined) return '-';
  return /accuracy$/i.test(figure) ? (100 * noise).toFixed(2) : lossText(noise);
}

/** A difference, with its sign. */
export function signedText(figure: FigureName, difference: number): string {
  const sign = difference < 0 ? '-' : '+';
  return Number.isNaN(difference) ? 'NaN' : `${sign}${figureText(figure, Math.abs(difference))}`;
}
