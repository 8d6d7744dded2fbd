import { Registry } from '../../base/registry.ts';
import { asha } from './asha.ts';
import { hyperband } from './hyperband.ts';
import { medianRule } from './median.ts';
import { none } from './none.ts';
import type { PrunerEntry } from './pruner.ts';

/** Every rule for stopping trials early that a config can name. */
export const pruners: Registry<PrunerEntry> = new Registry<PrunerEntry>('pruner', [none, medianRule, asha, hyperband]);
