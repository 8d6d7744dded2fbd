import type { Check, Finding } from '../check.ts';
import { listOf } from './gradient-flow.ts';

/** A parameter that gets a gradient must change. */
export const updatesCheck: Check = {
  id: 'updates',
  title: 'parameters change',
  summary: 'Whether the optimizer changes every parameter that gets a gradient.',
  run({ firstSteps: { parameters, rate } }): Finding {
    const moved = parameters.filter(({ gradientNorms }) => gradientNorms.some((value) => value > 0));
    const frozen = moved.filter(({ changed }) => !changed);
    const common = {
      expected: moved.length,
      expectedText: `all ${moved.length} with a gradient`,
      measured: moved.length - frozen.length,
      measuredText: `${moved.length - frozen.length} of ${moved.length}`,
      key: ['optimizer'],
      details: { frozen: frozen.map(({ name }) => name) },
    };
    if (frozen.length === 0) return { ...common, status: 'pass' };
    if (frozen.length === moved.length) {
      return {
        ...common,
        status: 'fail',
        reading:
          rate === 0
            ? 'The learning rate is 0: nothing changes.'
            : 'No parameter changes in the first steps: the steps are too small for float32, or the optimizer has other parameters than the network.',
        fix: rate === 0 ? '--optimizer.lr 1e-3' : 'raise the learning rate, and look at gradient clipping',
      };
    }
    return {
      ...common,
      status: 'fail',
      reading: `${listOf(frozen)} get gradients but do not change: they are frozen, or not known to the optimizer.`,
      fix: 'give the optimizer all parameters, or say that these are meant to be frozen',
    };
  },
};
