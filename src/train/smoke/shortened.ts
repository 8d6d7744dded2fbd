import type { ImageSet } from '../../data/dataset.ts';
import { gatherPixels } from '../../data/order.ts';
import type { DataPart, PreparedData } from '../../data/prepare.ts';
import { type Experiment, type ExperimentConfig, evaluationBatchSize } from '../experiment.ts';

/** A training that differs from the real one in its length alone. */
export interface ShortenedTraining<Config> {
  readonly config: Config;
  /** A few examples of each part; normalisation and fingerprint are those of all of them. */
  readonly data: PreparedData;
}

/** So that something of the first is there when the second goes on: `best`, rows in the logs, statistics, moments. */
const EPOCHS = 2;
const BATCHES = 3;
const EVALUATION_BATCHES = 2;
/** A training that saves within an epoch does so within a short one too. */
const CHECKPOINT_STEPS = 2;

/** Multiply-adds of a step, some tenths of a second: from so many on, an epoch has two whole batches, or only one. */
const LARGE = 1.2e9;
const HUGE = 4e9;

/**
 * Cuts the data to a few batches, so that all batch sizes are met that the real training meets: the smaller last one of
 * an epoch, too, unless it ends before.
 * @param real the real training, built as far as its plan
 */
export function shorten<Config extends ExperimentConfig>(config: Config, real: Experiment): ShortenedTraining<Config> {
  const { data, plan } = real;
  const { steps: _, checkpointSteps, ...train } = config.train;
  const { batchSize, dropLast } = train;
  const examples = data.train.indices.length;
  const most = batchesFor(real);
  const whole = Math.min(most, plan.totalSteps, Math.floor(examples / batchSize));
  const meetsRest = dropLast || plan.totalSteps >= plan.stepsPerEpoch;
  const evaluation = evaluationBatchSize(config.train);
  const evaluated = (part: DataPart | undefined) =>
    part && spread(part, Math.min(EVALUATION_BATCHES, most) * evaluation + (part.indices.length % evaluation));
  const parts = {
    train: spread(data.train, whole * batchSize + (meetsRest ? examples % batchSize : 0)),
    validation: evaluated(data.validation),
    test: evaluated(data.test),
  };
  const counts = {
    train: parts.train.indices.length,
    validation: parts.validation?.indices.length ?? 0,
    test: parts.test?.indices.length ?? 0,
  };
  const saving = checkpointSteps === undefined ? {} : { checkpointSteps: Math.min(checkpointSteps, CHECKPOINT_STEPS) };
  return {
    config: { ...config, train: { ...train, ...saving, epochs: EPOCHS } },
    data: { ...data, ...parts, summary: { ...data.summary, counts } },
  };
}

/** Whole batches of a short epoch. */
function batchesFor({ config, network }: Experiment): number {
  const macs = 3 * config.train.batchSize * network.layers.reduce((sum, layer) => sum + layer.macs, 0);
  if (macs > HUGE) return 1;
  return macs > LARGE ? BATCHES - 1 : BATCHES;
}

/** So many examples in even distances: in many data sets those of a class stand together. */
function spread({ set, indices }: DataPart, wanted: number): DataPart {
  if (wanted >= indices.length) return { set, indices };
  return {
    set,
    indices: Uint32Array.from({ length: wanted }, (_, i) => indices[Math.floor((i * indices.length) / wanted)] as number),
  };
}

/** The same examples in the same order, and no other images: what takes room and time in memory is away. */
export function withoutOtherImages(data: PreparedData): PreparedData {
  const { dataset, train, validation, test } = data;
  const [set, parts] = compact(dataset.train, validation === undefined ? [train] : [train, validation]);
  const [testSet, testParts] = test === undefined ? [undefined, []] : compact(test.set, [test]);
  return {
    ...data,
    dataset: { ...dataset, train: set, test: testSet },
    train: parts[0] as DataPart,
    validation: parts[1],
    test: testParts[0],
  };
}

function compact(set: ImageSet, parts: readonly DataPart[]): readonly [ImageSet, readonly DataPart[]] {
  const positions = Uint32Array.from(parts.flatMap(({ indices }) => [...indices])).sort();
  const count = positions.length;
  const pixels = new Uint8Array((set.pixels.length / set.count) * count);
  gatherPixels(set, positions, 0, count, pixels);
  const small = { count, pixels, labels: Uint8Array.from(positions, (position) => set.labels[position] as number) };
  const places = new Map([...positions].map((position, i) => [position, i]));
  return [
    small,
    parts.map(({ indices }) => ({ set: small, indices: indices.map((position) => places.get(position) as number) })),
  ];
}
