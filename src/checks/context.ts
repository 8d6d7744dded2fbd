import type { TimeLimit } from '../base/time-limit.ts';
import { type FirstSteps, takeFirstSteps } from './network/first-steps.ts';
import type { Subject } from './subject.ts';
import { type Learning, learnShortly } from './training/learning.ts';
import { type Overfit, overfitSample } from './training/overfit-sample.ts';

/** Parts of the time that is left, when there is a limit: what is measured once and looked at by several checks. */
const FIRST_STEPS_SHARE = 0.1;
const OVERFIT_SHARE = 0.5;
const LEARNING_SHARE = 0.8;

/** What checks are given: the set-up, the time, and what several of them look at, measured once. */
export class CheckContext {
  readonly subject: Subject;
  readonly limit: TimeLimit;
  #firstSteps: FirstSteps | undefined;
  #overfit: Promise<Overfit> | undefined;
  #learning: Learning | undefined;

  constructor(subject: Subject, limit: TimeLimit) {
    this.subject = subject;
    this.limit = limit;
  }

  /** The first steps of a training without regularisation. */
  get firstSteps(): FirstSteps {
    this.#firstSteps ??= takeFirstSteps(this.subject, this.limit.part(FIRST_STEPS_SHARE));
    return this.#firstSteps;
  }

  /** Step 2 of the recipe. Its experiment is left with the weights that fit the sample, if any did. */
  get overfit(): Promise<Overfit> {
    this.#overfit ??= overfitSample(this.subject, this.limit.part(OVERFIT_SHARE));
    return this.#overfit;
  }

  /** The beginning of the training as configured, at several learning rates. */
  get learning(): Learning {
    this.#learning ??= learnShortly(this.subject, this.limit.part(LEARNING_SHARE));
    return this.#learning;
  }
}
