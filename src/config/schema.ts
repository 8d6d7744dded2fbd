import { z } from 'zod';
import { choice } from '../base/choice.ts';
import { datasets } from '../data/index.ts';
import { dataSection } from '../data/section.ts';
import { layerSchema } from '../nn/layers/index.ts';
import { losses } from '../nn/losses/index.ts';
import { architectures } from '../nn/zoo/index.ts';
import { optimizers } from '../optim/index.ts';
import { schedules } from '../schedules/index.ts';
import type { SearchConfig } from '../search/section.ts';
import { logSection } from '../train/log-section.ts';
import { trainSection } from '../train/section.ts';
import { modelSchema } from './model.ts';

const name = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .describe("What the experiment is called, and its run folders after it. Without it: the file's name without its ending.");

const seed = z
  .int()
  .min(0)
  .max(4_294_967_295)
  .default(1)
  .describe('All randomness comes from this number: the same config and seed give the same result, bit for bit.');

const data = choice(datasets, { key: 'dataset', fallback: 'mnist', shared: dataSection.shape })
  .prefault({})
  .describe('What is learned from, and how it is divided and normalised.');

const model = modelSchema(layerSchema, architectures, 'lenet')
  .prefault({})
  .describe('The network: a list of layers from input to output, or an architecture that writes this list.');

const loss = choice(losses, { key: 'type', fallback: 'crossEntropy' }).prefault({}).describe('What training makes small.');

const optimizer = choice(optimizers, { key: 'type', fallback: 'adam' })
  .prefault({})
  .describe('How a gradient becomes a change of the parameters.');

const schedule = choice(schedules, { key: 'type', fallback: 'constant' })
  .prefault({})
  .describe('How the learning rate changes over the training, as a factor of the one of the optimizer.');

const train = trainSection.prefault({}).describe('How long and in what portions training goes.');

const log = logSection.prefault({}).describe('What is written down of a training beside metrics.csv and epochs.csv.');

/** The place of the section. What it may say is in `full-schema.ts`, which a training need not load: see `schemaFor`. */
const search = z.custom<SearchConfig>(() => false, { error: 'searches are not known here' }).optional();

/** What a config without a search may say. Keys and sections come out in this order. */
export const experimentSchema = z.strictObject({ name, seed, data, model, loss, optimizer, schedule, train, log, search });

/** A complete config: all defaults filled in, all shorthands written out. */
export type ExperimentConfig = Readonly<Omit<z.output<typeof experimentSchema>, 'name'>> & { readonly name: string };
