import { z } from 'zod';
import { flatten } from '../../ops/flatten/flatten.ts';
import { defineLayer } from '../layer.ts';

export const flattenLayer = defineLayer({
  name: 'flatten',
  summary: 'Images [C, H, W] to features [C * H * W], channel by channel as PyTorch orders them.',
  options: z.strictObject({}),
  plan: (_, input) => ({ output: [input.reduce((product, length) => product * length, 1)], macs: 0 }),
  create: () => ({ forward: (x) => (x.shape.length === 2 ? x : flatten(x)) }),
});
