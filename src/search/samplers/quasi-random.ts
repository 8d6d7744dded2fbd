import { z } from 'zod';
import type { SamplerEntry } from './sampler.ts';
import { evenPoints } from './unit-points.ts';

const options = z.strictObject({});

export const quasiRandom: SamplerEntry<z.output<typeof options>> = {
  name: 'quasiRandom',
  summary: 'Spreads trials over the ranges more evenly than random ones: a Sobol sequence with scrambled digits (Owen, 1995).',
  options,
  isAdaptive: false,
  create(_, space, seed) {
    const pointOf = evenPoints(space, seed);
    return { suggest: (context) => space.decode(pointOf(context)) };
  },
};
