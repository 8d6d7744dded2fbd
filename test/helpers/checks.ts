import { TimeLimit } from '../../src/base/time-limit.ts';
import type { Check, Finding } from '../../src/checks/check.ts';
import { CheckContext } from '../../src/checks/context.ts';
import type { Subject } from '../../src/checks/subject.ts';
import { experimentSchema, type ExperimentConfig as NamedConfig } from '../../src/config/schema.ts';
import type { ImageSet } from '../../src/data/dataset.ts';
import { fitNormalization } from '../../src/data/normalization.ts';
import type { DataPart, PreparedData } from '../../src/data/prepare.ts';
import type { ExperimentConfig } from '../../src/train/experiment.ts';
import type { Bug } from '../bugs/bugs.ts';
import { plant } from '../bugs/examine.ts';

/** What a config file would say; `data` and `train` are merged with those of the small set-up. */
export interface Draft {
  readonly data?: object;
  readonly train?: object;
  readonly [section: string]: unknown;
}

/** A mistake, as the benchmark of bugs plants them. */
export type Planted = Pick<Bug, 'config' | 'data' | 'experiment'>;

/** A healthy set-up of which everything takes milliseconds: 4 classes of 8 x 8 images, 270 to train on, a small perceptron. */
export function configOf({ data, train, ...rest }: Draft = {}): ExperimentConfig {
  return experimentSchema.parse({
    data: { dataset: 'synthetic', height: 8, width: 8, classes: 4, train: 300, test: 100, ...data },
    model: ['flatten', { type: 'linear', features: 16 }, 'relu', { type: 'linear', features: 'classes' }],
    optimizer: { type: 'adam', lr: 0.01 },
    train: { epochs: 5, batchSize: 16, ...train },
    ...rest,
  });
}

export function subjectOf(draft: Draft = {}, planted: Planted = {}): Subject {
  const bug = { id: 'planted', title: 'planted', foundBy: [], ...planted };
  const config = (seed: number) => ({ name: 'small', ...configOf({ seed, ...draft }) }) as NamedConfig;
  return plant(bug, { name: 'small', config }, Number(draft.seed ?? 1));
}

export function contextOf(draft: Draft = {}, planted: Planted = {}): CheckContext {
  return new CheckContext(subjectOf(draft, planted), TimeLimit.NONE);
}

/** What a check finds in a set-up. */
export async function findingOf(check: Check, draft: Draft = {}, planted: Planted = {}): Promise<Finding> {
  return await check.run(contextOf(draft, planted));
}

/** What a check makes of measurements that are given instead of made. */
export async function findingIn(
  check: Check,
  measured: Partial<Pick<CheckContext, 'subject' | 'firstSteps' | 'overfit' | 'learning'>>,
): Promise<Finding> {
  return await check.run({ limit: TimeLimit.NONE, ...measured } as CheckContext);
}

/** Images of `shape` and their labels. */
export interface Images {
  readonly images: readonly ArrayLike<number>[];
  readonly labels: readonly number[];
}

/** Data made by hand, normalised as `standard` does. */
export function preparedData(
  shape: readonly [channels: number, height: number, width: number],
  classes: number,
  parts: { readonly train: Images; readonly validation?: Images; readonly test?: Images },
): PreparedData {
  const [channels, height, width] = shape;
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map((part) =>
    part === undefined ? undefined : partOf(part),
  );
  if (train === undefined) throw new Error('there must be something to train on');
  const dataset = {
    name: 'by hand',
    ...{ channels, height, width },
    classes: Array.from({ length: classes }, (_, label) => String(label)),
    ...{ train: train.set, test: test?.set },
    fingerprint: 'by hand',
  };
  const normalization = fitNormalization(dataset, train.indices, 'standard', () => {});
  const counts = { train: train.indices.length, validation: validation?.indices.length ?? 0, test: test?.indices.length ?? 0 };
  const summary = { ...dataset, dataset: 'by hand', counts, normalization };
  return { dataset, train, validation, test, normalization, summary, notes: [] };
}

function partOf({ images, labels }: Images): DataPart {
  const length = images[0]?.length ?? 0;
  const pixels = new Uint8Array(images.length * length);
  for (const [i, image] of images.entries()) pixels.set(image, i * length);
  const set: ImageSet = { count: images.length, pixels, labels: Uint8Array.from(labels) };
  return { set, indices: Uint32Array.from(labels.keys()) };
}
