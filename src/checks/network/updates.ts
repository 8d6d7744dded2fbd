import type { Check, Finding } from '../check.ts';
import { listOf } from './gradient-flow.ts';

/** A parameter that gets a gradient must change. */
export const updatesCheck: Check = {
  id: 'updates',
  title: 'parameters change',
  summary: 'Whether the optimizer changes every parameter that gets a gradient.',
  run({ firstSteps: { parameters, rate } }): Finding {
    // Of the steps that were followed by an update.
    const moved = parameters.filter(({ gradientNorms, updateRatios }) =>
      updateRatios.some((_, i) => (gradientNorms[i] ?? 0) > 0),
    );
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
    // What starts from zero (biases) is changed by any step, however small.
    const fromNonZero = moved.filter(({ weightNorm }) => weightNorm > 0);
    if (frozen.length === moved.length || (fromNonZero.length > 1 && fromNonZero.every(({ changed }) => !changed))) {
      return {
        ...common,
        status: 'fail',
        reading:
          rate === 0
            ? 'The learning rate is 0: nothing changes.'
            : 'No weight changes in the first steps: the steps are too small for float32, or the optimizer has other parameters than the network.',
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
