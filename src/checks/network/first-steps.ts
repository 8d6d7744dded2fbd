import { distance, norm } from '../../base/norm.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import { parameterViews } from '../../train/parameter-views.ts';
import { trainingBatches } from '../../train/short-training.ts';
import { baseRate } from '../../train/trials.ts';

import type { Subject } from '../subject.ts';

/** How many steps are looked at. */
const STEPS = 5;

/** What one parameter did in the first steps. */
export interface FirstStepsOf {
  readonly name: string;
  readonly layer: string;
  readonly isWeight: boolean;
  readonly size: number;
  /** L2 norm before the first step. */
  readonly weightNorm: number;
  /** L2 norm of the gradient in each step. */
  readonly gradientNorms: readonly number[];
  /** L2 norm of the change in each step over that of the weights before it; without a step whose loss or gradient was no number. */
  readonly updateRatios: readonly number[];
  readonly changed: boolean;
}

export interface FirstSteps {
  readonly parameters: readonly FirstStepsOf[];
  /** Over all parameters, before clipping, in each step. */
  readonly gradientNorms: readonly number[];
  /** Over all weights, L2: the norm, and the mean norm of a step's change. */
  readonly weightNorm: number;
  readonly updateNorm: number;
  readonly rate: number;
}

/** Takes a few training steps, watches every parameter, and puts everything back. */
export function takeFirstSteps(subject: Subject, limit: TimeLimit): FirstSteps {
  const experiment = subject.plain;
  const trials = subject.trials(experiment);
  trials.restore();
  const views = parameterViews(experiment);
  const watched = views.map(({ weights }) => ({
    start: weights.slice(),
    before: weights.slice(),
    norms: [] as number[],
    ratios: [] as number[],
  }));
  const gradientNorms: number[] = [];
  let updates = 0;
  const weightNorm = totalNorm(views.filter(({ isWeight }) => isWeight).map(({ weights }) => weights));
  const rate = baseRate(experiment);
  const look = () => {
    let squares = 0;
    views.forEach(({ weights, gradient, isWeight }, i) => {
      const { before, norms, ratios } = watched[i] as (typeof watched)[number];
      const size = norm(before);
      const change = distance(weights, before);
      norms.push(norm(gradient));
      ratios.push(size === 0 ? Number.NaN : change / size);
      if (isWeight) squares += change * change;
      before.set(weights);
    });
    updates += Math.sqrt(squares);
  };
  const { results, end } = trials.run({
    steps: STEPS,
    rate,
    batches: trainingBatches(experiment),
    isEnough: () => {
      look();
      return limit.isOver;
    },
  });
  // No update followed this step, but what its gradients are says why.
  if (end === 'diverged') for (const [i, { gradient }] of views.entries()) watched[i]?.norms.push(norm(gradient));
  gradientNorms.push(...results.map(({ gradientNorm }) => gradientNorm));
  const parameters = views.map(({ name, layer, isWeight, weights }, i) => {
    const { start, norms, ratios } = watched[i] as (typeof watched)[number];
    return {
      ...{ name, layer, isWeight, size: weights.length },
      weightNorm: norm(start),
      gradientNorms: norms,
      updateRatios: ratios,
      changed: weights.some((value, k) => value !== start[k]),
    };
  });
  trials.restore();
  return { parameters, gradientNorms, weightNorm, updateNorm: updates / Math.max(1, results.length), rate };
}

function totalNorm(arrays: readonly Float32Array[]): number {
  return Math.sqrt(arrays.reduce((sum, values) => sum + norm(values) ** 2, 0));
}
