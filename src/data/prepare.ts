import type { Dataset, ImageSet } from './dataset.ts';
import { datasets } from './index.ts';
import { fitNormalization, type Normalization } from './normalization.ts';
import type { DataConfig } from './section.ts';
import { allPositions, limitExamples, splitTrainValidation } from './split.ts';

/** Some examples of a set of images. */
export interface DataPart {
  readonly set: ImageSet;
  /** Positions in `set`, ascending. */
  readonly indices: Uint32Array;
}

/** What a run saves about its data. JSON-able. */
export interface DataSummary {
  readonly dataset: string;
  readonly fingerprint: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: readonly string[];
  /** Numbers of examples; 0 where there is no such part. */
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly normalization: Normalization;
}

/** Everything a training needs to know of its data. */
export interface PreparedData {
  readonly dataset: Dataset;
  readonly train: DataPart;
  /** Undefined when the split takes nothing. */
  readonly validation: DataPart | undefined;
  /** Undefined when the data set has no test images. */
  readonly test: DataPart | undefined;
  readonly normalization: Normalization;
  readonly summary: DataSummary;
  /** What is unusual about the data without being an error: sentences to show to the user. */
  readonly notes: readonly string[];
}

/**
 * Reads the data, divides them and computes the normalisation. The validation part is taken first, from all training
 * images; `limitTrain` then limits what is left. So runs with different limits are measured on the same images.
 * @param loaded the data set that the config names, where it has been read already.
 * @throws UserError when the data are missing or broken, or the split leaves nothing to learn from.
 */
export function prepareData(config: DataConfig, seed: number, loaded?: Dataset): PreparedData {
  const { dataset: name, split, normalization: kind, augment: _, limitTrain, limitTest } = config;
  const dataset = loaded ?? loadDataset(config);
  const classes = dataset.classes.length;
  const { train: set, test: testSet } = dataset;

  const parts = splitTrainValidation(set.labels, classes, split.validation, seed);
  const indices = limitExamples(set.labels, parts.train, classes, limitTrain ?? set.count, seed, 'train');
  const train = { set, indices };
  const validation = parts.validation.length === 0 ? undefined : { set, indices: parts.validation };
  const test = testSet === undefined ? undefined : testPart(testSet, classes, limitTest, seed);

  const notes: string[] = [];
  const normalization = fitNormalization(dataset, indices, kind, (text) => notes.push(text));
  const summary: DataSummary = {
    dataset: name,
    fingerprint: dataset.fingerprint,
    channels: dataset.channels,
    height: dataset.height,
    width: dataset.width,
    classes: dataset.classes,
    counts: { train: indices.length, validation: parts.validation.length, test: test?.indices.length ?? 0 },
    normalization,
  };
  return { dataset, train, validation, test, normalization, summary, notes };
}

/** Reads the data set that a config names. @throws UserError when it is missing or broken. */
export function loadDataset(config: DataConfig): Dataset {
  return datasets.get(config.dataset).load(datasetOptions(config));
}

/** What a config says to the data set itself, and not to what is made of it: equal options, equal data. */
export function datasetOptions(config: DataConfig): Readonly<Record<string, unknown>> {
  const { dataset: _name, split, normalization, augment, limitTrain, limitTest, ...options } = config;
  return options;
}

function testPart(set: ImageSet, classes: number, limit: number | undefined, seed: number): DataPart {
  return { set, indices: limitExamples(set.labels, allPositions(set.count), classes, limit ?? set.count, seed, 'test') };
}
