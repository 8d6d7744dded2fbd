import { Registry } from '../../base/registry.ts';
import { crossEntropy } from './cross-entropy.ts';
import { hinge } from './hinge.ts';
import type { LossEntry } from './loss.ts';
import { meanSquaredError } from './mean-squared-error.ts';

/** Every loss that a config can name. */
export const losses: Registry<LossEntry> = new Registry<LossEntry>('loss', [crossEntropy, meanSquaredError, hinge]);
