import { availableParallelism } from 'node:os';
import { UserError } from '../base/errors.ts';
import { shapeText } from '../base/format.ts';
import { type Augmenter, createAugmenter } from '../data/augment.ts';
import { batchCount, checkBatchSize } from '../data/order.ts';
import { type PreparedData, prepareData } from '../data/prepare.ts';
import type { DataConfig } from '../data/section.ts';
import type { KernelBuild } from '../kernels/load.ts';
import { losses } from '../nn/losses/index.ts';
import type { Loss } from '../nn/losses/loss.ts';
import { layersOf, type ModelConfig } from '../nn/model.ts';
import { Network } from '../nn/network.ts';
import { inOrder, type LocateLayer, type PlannedLayer, placeOf, planNetwork } from '../nn/plan.ts';
import { optimizers } from '../optim/index.ts';
import type { Optimizer } from '../optim/optimizer.ts';
import { schedules } from '../schedules/index.ts';
import { Engine } from '../tensor/engine.ts';
import { BatchStage } from './batch-stage.ts';
import type { LogConfig } from './log-section.ts';
import { makeResident } from './resident-images.ts';
import type { TrainConfig } from './section.ts';

/** One member of a registry, chosen by `type`, with its options. */
interface Choice {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** What training needs of a config; a whole config is one. */
export interface ExperimentConfig {
  readonly seed: number;
  readonly data: DataConfig;
  readonly model: ModelConfig;
  readonly loss: Choice;
  /** Every optimizer has the option `lr`. */
  readonly optimizer: Choice;
  readonly schedule: Choice;
  readonly train: TrainConfig;
  readonly log: LogConfig;
}

/** Says where a key of the config was given, for messages; undefined when it was not. */
export type Locate = (path: readonly (string | number)[]) => string | undefined;

export interface ExperimentOptions {
  readonly locate?: Locate;
  /** Data that were prepared already, in the place of what the config says: for several experiments on the same data. */
  readonly data?: PreparedData;
  readonly build?: KernelBuild;
  /** Lay out the memory and count, but never run a kernel. */
  readonly planOnly?: boolean;
  /** Threads of a training; by default as many as the machine has cores and the network has work for. */
  readonly threads?: number | undefined;
  /** Leave the images where they are, and copy each batch: for data that several experiments share. Results are the same. */
  readonly outsideMemory?: boolean;
  /** For tests: memory that is not in use is NaN. */
  readonly poison?: boolean;
}

/** How long a training is. */
export interface Plan {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** The last epoch may be cut short by `train.steps`. */
  readonly epochs: number;
}

/** Everything that a config describes, built: data, network, loss, optimizer, schedule. */
export interface Experiment {
  readonly config: ExperimentConfig;
  readonly engine: Engine;
  readonly data: PreparedData;
  readonly network: Network;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** The learning rate of a step, counted from 0. */
  readonly schedule: (step: number) => number;
  readonly stage: BatchStage;
  /** What is done to training images at random; undefined: nothing. */
  readonly augmenter: Augmenter | undefined;
  readonly plan: Plan;
}

/**
 * @throws UserError when the data are broken, the layers do not fit, the batch is larger than the training part, a batch is
 * too small for a layer, or an augmentation does not suit the images.
 */
export function buildExperiment(config: ExperimentConfig, options: ExperimentOptions = {}): Experiment {
  const prepared = options.data ?? prepareData(config.data, config.seed);
  const { channels, height, width, classes } = prepared.dataset;
  const { augment } = config.data;
  checkBatch(config, prepared, options.locate);
  checkEarlyStopping(config, prepared, options.locate);
  const locateLayer: LocateLayer = (path) => options.locate?.(['model', ...path]);
  const input = { shape: [channels, height, width], classes: classes.length };
  const planned = planNetwork(layersOf(config.model), input, locateLayer);
  const plan = planOf(config.train, prepared.train.indices.length);
  checkLeastBatch(config, planned, plan, prepared, options.locate);
  const augmenter = createAugmenter(augment, prepared.dataset, config.seed, (i) => options.locate?.(['data', 'augment', i]));
  const engine = new Engine({
    ...(options.build === undefined ? {} : { build: options.build }),
    planOnly: options.planOnly ?? false,
    poison: options.poison ?? false,
    threads: options.threads ?? usefulThreads(planned, config.train.batchSize),
  });
  const network = new Network(engine, planned, classes.length, config.seed, config.train.convolution);
  const isOutside = options.planOnly === true || options.outsideMemory === true;
  const resident = isOutside ? { data: prepared, addresses: new Map() } : makeResident(engine, prepared);
  return {
    config,
    engine,
    data: resident.data,
    network,
    loss: losses.get(config.loss.type).create(config.loss),
    optimizer: optimizers.get(config.optimizer.type).create(engine, network.parameters.ranges, config.optimizer),
    schedule: schedules.get(config.schedule.type).create(config.schedule, { baseRate: Number(config.optimizer.lr), ...plan }),
    stage: new BatchStage(engine, resident, Math.max(config.train.batchSize, evaluationBatchSize(config.train)), augmenter),
    augmenter,
    plan,
  };
}

/** Batches of an evaluation: as large as those of the training, within what is efficient. It does not change results. */
export function evaluationBatchSize({ batchSize }: TrainConfig): number {
  return Math.min(128, Math.max(32, batchSize));
}

/** @param examples of the training part */
export function planOf(train: TrainConfig, examples: number): Plan {
  const stepsPerEpoch = batchCount(examples, train.batchSize, train.dropLast);
  const totalSteps = train.steps ?? train.epochs * stepsPerEpoch;
  return { stepsPerEpoch, totalSteps, epochs: Math.ceil(totalSteps / stepsPerEpoch) };
}

function checkBatch(config: ExperimentConfig, data: PreparedData, locate: Locate | undefined): void {
  try {
    checkBatchSize(config.train.batchSize, data.train.indices.length);
  } catch (error) {
    const place = locate?.(['train', 'batchSize']);
    throw error instanceof UserError && place !== undefined ? error.with([['given in', place]]) : error;
  }
}

/** Batch normalisation of single values cannot be trained on one example, and the last batch of an epoch may be one. */
function checkLeastBatch(
  { train }: ExperimentConfig,
  planned: readonly PlannedLayer[],
  plan: Plan,
  data: PreparedData,
  locate: Locate | undefined,
): void {
  const examples = data.train.indices.length;
  const rest = examples % train.batchSize;
  const hasRest = rest > 0 && !train.dropLast && plan.totalSteps >= plan.stepsPerEpoch;
  const smallest = hasRest ? rest : train.batchSize;
  const layer = inOrder(planned).find(({ leastBatch = 1 }) => leastBatch > smallest);
  if (layer === undefined) return;
  const place = locate?.(['train', 'batchSize']);
  throw new UserError(`${layer.spec.type}: the layer cannot be trained on a batch of ${smallest}.`, {
    facts: [
      ['input', shapeText([smallest, ...layer.input])],
      placeOf(layer, (path) => locate?.(['model', ...path])),
      ['batch size', `${train.batchSize}${place === undefined ? '' : `   ${place}`}`],
      ...(hasRest ? [['last batch', `${smallest}, what is left of ${examples} training examples`] as const] : []),
    ],
    hint: hasRest
      ? 'Leave out the last batch of an epoch (--train.dropLast true), or choose another batch size.'
      : `Choose a batch size of at least ${layer.leastBatch}.`,
  });
}

function checkEarlyStopping({ train }: ExperimentConfig, data: PreparedData, locate: Locate | undefined): void {
  if (train.earlyStopping === undefined || data.validation !== undefined) return;
  const place = locate?.(['train', 'earlyStopping']);
  throw new UserError('Early stopping watches the validation part, and there is none.', {
    facts: place === undefined ? [] : [['given in', place]],
    hint: 'Set data.split.validation above 0 (0.1 takes a tenth), or leave out train.earlyStopping.',
  });
}

/** Multiply-adds of a step that keep one thread busy long enough for the waiting between kernels not to count. */
const WORK_OF_A_THREAD = 4_000_000;

/** More would wait more than work, on networks of a size that one trains on a processor. */
const MOST_THREADS = 8;

/** As many threads as there are cores, but no more than the network has work for. Results do not depend on it. */
function usefulThreads(planned: readonly PlannedLayer[], batchSize: number): number {
  const macs = 3 * batchSize * planned.reduce((sum, layer) => sum + layer.macs, 0);
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism(), Math.floor(macs / WORK_OF_A_THREAD)));
}
