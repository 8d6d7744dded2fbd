import { Registry } from '../../base/registry.ts';
import type { AugmentationEntry } from './augmentation.ts';
import { flipHorizontal } from './flip-horizontal.ts';
import { flipVertical } from './flip-vertical.ts';
import { quarterTurns } from './quarter-turns.ts';
import { rotate } from './rotate.ts';
import { shift } from './shift.ts';

/** Every augmentation that a config can name. */
export const augmentations: Registry<AugmentationEntry> = new Registry<AugmentationEntry>('augmentation', [
  flipHorizontal,
  flipVertical,
  shift,
  rotate,
  quarterTurns,
]);
