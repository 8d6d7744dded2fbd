import type { SectionMaker } from '../section.ts';
import type { RunReport } from '../types.ts';
import { config } from './config.ts';
import { confusion } from './confusion.ts';
import { accuracy, gradientNorm, learningRate, loss } from './curves.ts';
import { featureMaps } from './feature-maps.ts';
import { filters } from './filters.ts';
import { layers } from './layers.ts';
import { mistakes } from './mistakes.ts';
import { summary } from './summary.ts';

/** What a page about a training is made of, in this order. */
export const RUN_SECTIONS: readonly SectionMaker<RunReport>[] = [
  ...[loss, accuracy, learningRate, gradientNorm, layers],
  ...[confusion, mistakes, filters, featureMaps, summary, config],
];
