import { distance, norm } from '../base/norm.ts';
import type { Experiment } from './experiment.ts';
import { type ParameterView, parameterViews } from './parameter-views.ts';

/** What a step did to one parameter. */
export interface LayerNorms {
  /** As in checkpoints: `0.weight`. */
  readonly name: string;
  /** L2 norms: of the weights before the step, of their gradient. */
  readonly weightNorm: number;
  readonly gradientNorm: number;
  /**
   * L2 norm of the change over that of the weights before it: about 1e-3 when all is well (cs231n, "Ratio of weights:updates").
   * NaN where the weights were all 0.
   */
  readonly updateRatio: number;
}

/** Measures a single step. */
export class LayerNormsOfStep {
  readonly views: readonly ParameterView[];
  readonly #before: readonly Float32Array[];

  /** To be made as often as liked: views and space for one copy of all weights. */
  constructor(experiment: Experiment) {
    this.views = parameterViews(experiment);
    this.#before = this.views.map(({ weights }) => new Float32Array(weights.length));
  }

  /** To be called before the update. */
  begin(): void {
    for (const [i, { weights }] of this.views.entries()) this.#before[i]?.set(weights);
  }

  /** To be called after it. */
  end(): LayerNorms[] {
    return this.views.map(({ name, weights, gradient }, i) => {
      const before = this.#before[i] as Float32Array;
      const weightNorm = norm(before);
      const updateRatio = weightNorm === 0 ? Number.NaN : distance(weights, before) / weightNorm;
      return { name, weightNorm, gradientNorm: norm(gradient), updateRatio };
    });
  }
}
