import { z } from 'zod';
import type { SamplerEntry } from './sampler.ts';
import { uniformPoint } from './unit-points.ts';

const options = z.strictObject({});

export const random: SamplerEntry<z.output<typeof options>> = {
  name: 'random',
  summary: 'Draws each hyperparameter from the whole of its range (Bergstra and Bengio, 2012).',
  options,
  isAdaptive: false,
  create: (_, space) => ({
    *proposals({ random }) {
      for (;;) yield space.decode(uniformPoint(space, random));
    },
  }),
};
