import type { CurveLog } from '../../curves/curve-log.ts';
import type { Reading } from '../../curves/doctor/reading.ts';
import type { RunSummary } from '../../records/run-summary.ts';

/** A picture as bytes, row by row, the channels of a pixel side by side: 1 grey, 3 red, green and blue. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** The norms of one parameter at the end of an epoch. */
export interface LayerRow {
  readonly epoch: number;
  readonly step: number;
  readonly parameter: string;
  readonly weightNorm: number;
  readonly gradientNorm: number;
  readonly updateRatio: number;
}

/** An example and what the network makes of it. */
export interface ExampleOfRun {
  readonly picture: Picture;
  /** Its position in the set of images, counted from 0. */
  readonly index: number;
  /** Its class. */
  readonly truth: number;
  /** The class that it is taken for; undefined where the outputs are not numbers. */
  readonly predicted: number | undefined;
  readonly loss: number;
  /** Of each class, 0..1. */
  readonly probabilities: readonly number[];
}

/** What one layer makes of an example. */
export interface MapsOfLayer {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** Of the first channels. Black is `low`, white `high`, the least and the largest value of the whole layer. */
  readonly maps: readonly Picture[];
  readonly low: number;
  readonly high: number;
  /** Values averaged for a pixel, along each side: 1 unless the maps are large. */
  readonly shrunk: number;
}

/** What was seen in the network of a run. */
export interface ModelInspection {
  readonly part: 'validation' | 'test';
  /** Which weights: those with the best validation accuracy, or the newest. */
  readonly checkpoint: 'best' | 'last';
  /** Of the weights, counted from 1. */
  readonly epoch: number;
  readonly classes: readonly string[];
  readonly loss: number;
  /** 0..1. */
  readonly accuracy: number;
  /** Examples of the part. */
  readonly count: number;
  /** confusion[truth][predicted]: numbers of examples. */
  readonly confusion: readonly (readonly number[])[];
  /** The highest loss first. */
  readonly mostWrong: readonly ExampleOfRun[];
  /** Middle grey is 0, black -`range`, white +`range`. */
  readonly filters:
    | { readonly layer: string; readonly pictures: readonly Picture[]; readonly count: number; readonly range: number }
    | undefined;
  /** Of an example that is classified rightly, and of the most wrong one. */
  readonly featureMaps: readonly (ExampleOfRun & {
    readonly logits: readonly number[];
    readonly layers: readonly MapsOfLayer[];
  })[];
  /** Of each ReLU: channels that are zero for every image looked at. */
  readonly deadChannels: readonly { readonly layer: string; readonly dead: number; readonly channels: number }[];
}

/** What a page about one training is made of. What is undefined or empty is left out. */
export interface RunReport {
  readonly log: CurveLog;
  readonly readings: readonly Reading[];
  readonly summary: RunSummary | undefined;
  readonly layers: readonly LayerRow[];
  /** YAML. */
  readonly config: string | undefined;
  readonly model: ModelInspection | undefined;
  /** What is missing and why, a sentence each. */
  readonly notes: readonly string[];
}
