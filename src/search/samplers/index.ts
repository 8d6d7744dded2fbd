import { Registry } from '../../base/registry.ts';
import { grid } from './grid.ts';
import { quasiRandom } from './quasi-random.ts';
import { random } from './random.ts';
import { refine } from './refine.ts';
import type { SamplerEntry } from './sampler.ts';
import { tpe } from './tpe.ts';

/** Every way of choosing trials that a config can name. */
export const samplers: Registry<SamplerEntry> = new Registry<SamplerEntry>('sampler', [grid, random, quasiRandom, tpe, refine]);
