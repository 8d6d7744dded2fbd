import type { Rule } from './rule.ts';
import { badInitialization } from './shapes/bad-initialization.ts';
import { decayedTooEarly } from './shapes/decayed-too-early.ts';
import { healthy } from './shapes/healthy.ts';
import { overfitting } from './shapes/overfitting.ts';
import { plateau } from './shapes/plateau.ts';
import { rateTooHigh } from './shapes/rate-too-high.ts';
import { rateTooLow } from './shapes/rate-too-low.ts';
import { rateVeryHigh } from './shapes/rate-very-high.ts';
import { stillRising } from './shapes/still-rising.ts';
import { underfitting } from './shapes/underfitting.ts';

/** All shapes, what has to be mended first before what can wait. */
export const RULES: readonly Rule[] = [
  ...[rateVeryHigh, badInitialization, decayedTooEarly, rateTooHigh, rateTooLow],
  ...[overfitting, underfitting, stillRising, plateau, healthy],
];
