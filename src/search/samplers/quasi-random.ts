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
    const pointsOf = evenPoints(space, seed);
    return {
      *proposals(question) {
        for (const point of pointsOf(question)) yield space.decode(point);
      },
    };
  },
};
