import type { Entry } from '../base/registry.ts';

/** Labelled images as bytes. Nothing is converted to floating point before a batch is made. */
export interface ImageSet {
  /** Number of images, N. */
  readonly count: number;
  /** `N * C * H * W` bytes, NCHW, 0 to 255. */
  readonly pixels: Uint8Array;
  /** N class numbers. */
  readonly labels: Uint8Array;
}

/** A data set in memory: the images to learn from, and usually others to test on. */
export interface Dataset {
  /** The name of its registry entry. */
  readonly name: string;
  /** C. */
  readonly channels: number;
  /** H, in pixels. */
  readonly height: number;
  /** W, in pixels. */
  readonly width: number;
  /** The name of each class; the label is the position in this list. */
  readonly classes: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet | undefined;
  /** Tells whether the data are still the same when a run goes on or is evaluated (see `fingerprint.ts`). */
  readonly fingerprint: string;
}

/** A data set that a config can name. */
export interface DatasetEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** Reads the data. `options` have passed the entry's schema. @throws UserError when the data are missing or broken. */
  load(options: O): Dataset;
}
