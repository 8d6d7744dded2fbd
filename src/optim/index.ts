import { Registry } from '../base/registry.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import type { OptimizerEntry } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** Every optimizer that a config can name. */
export const optimizers: Registry<OptimizerEntry> = new Registry<OptimizerEntry>('optimizer', [
  sgd,
  adam,
  adamw,
  rmsprop,
  adagrad,
]);
