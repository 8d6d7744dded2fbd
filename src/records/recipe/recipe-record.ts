import type { ChosenMember, DimensionDescription, Params } from '../study/description.ts';

/** The steps of the recipe, as the lecture numbers them. */
export const RECIPE_STEPS = [
  ...(['initialLoss', 'overfitSample', 'learningRate', 'coarseSearch', 'refinedSearch'] as const),
  ...(['learningCurves', 'again'] as const),
] as const;

export type RecipeStepName = (typeof RECIPE_STEPS)[number];

/** `forced`: the gate was not passed, and the user wanted to go on. `warned`: passed, with something that should be looked at. */
export type RecipeStatus = 'passed' | 'warned' | 'failed' | 'forced' | 'skipped';

/** A check that a step went by. */
export interface StepCheck {
  readonly id: string;
  readonly title: string;
  readonly status: 'pass' | 'warn' | 'fail' | 'inconclusive';
  readonly expected: string;
  readonly measured: string;
  readonly reading: string | undefined;
  readonly fix: string | undefined;
}

export interface InitialLossEvidence {
  readonly kind: 'initialLoss';
  readonly checks: readonly StepCheck[];
}

export interface OverfitEvidence {
  readonly kind: 'overfitSample';
  readonly checks: readonly StepCheck[];
  readonly examples: number;
  readonly attempts: readonly {
    readonly learningRate: number;
    /** Undefined: as the config says. */
    readonly init: string | undefined;
    readonly steps: number;
    readonly accuracy: number;
    readonly firstLoss: number;
    readonly lastLoss: number;
    readonly succeeded: boolean;
  }[];
}

export interface LearningRateEvidence {
  readonly kind: 'learningRate';
  readonly suggested: number | undefined;
  /** The lowest and the highest rate that is good. */
  readonly window: readonly [number, number] | undefined;
  readonly configured: number;
  readonly steps: number;
  readonly weightDecay: number;
  readonly chanceLoss: number;
  readonly rates: readonly {
    readonly learningRate: number;
    readonly firstLoss: number;
    readonly lastLoss: number;
    readonly verdict: string;
    /** Of the first seed, one for each step. */
    readonly losses: readonly number[];
  }[];
  readonly rangeTest:
    | {
        readonly rates: readonly number[];
        readonly losses: readonly number[];
        readonly smoothed: readonly number[];
        readonly steepest: number | undefined;
        readonly valley: number | undefined;
      }
    | undefined;
}

/** Of steps 4 and 5. */
export interface SearchEvidence {
  readonly kind: 'search';
  /** The study, relative to the recipe: `studies/coarse`. */
  readonly study: string;
  readonly sampler: ChosenMember;
  readonly space: readonly DimensionDescription[];
  readonly trials: number;
  readonly epochs: number;
  /** Training images, where not all are trained on. */
  readonly limitTrain: number | undefined;
  readonly counts: { readonly completed: number; readonly pruned: number; readonly diverged: number; readonly failed: number };
  readonly best: BestTrial | undefined;
  /** Where the best lies at the edge of its range. */
  readonly edges: readonly string[];
}

export interface BestTrial {
  readonly index: number;
  readonly params: Params;
  readonly valAccuracy: number;
  readonly valLoss: number | undefined;
  /** Its run, relative to the recipe. */
  readonly run: string;
}

export interface CurvesEvidence {
  readonly kind: 'learningCurves';
  readonly run: string;
  readonly readings: readonly {
    readonly shape: string;
    readonly title: string;
    readonly confidence: number;
    readonly meaning: string;
    readonly advice: string;
  }[];
}

export interface AgainEvidence {
  readonly kind: 'again';
  /** Validation accuracy of the best of this round, less that of the best before, trained as long. */
  readonly gain: number;
  /** What training it longer gained, where the trials of this round are longer than those before. */
  readonly gainOfLength?: number | undefined;
  /** What two trainings of the same config differ by. */
  readonly noise: number;
  readonly noiseFrom: 'seeds' | 'size of the validation part';
  /** Whether to go back to step 5. */
  readonly goesOn: boolean;
  readonly because: 'gain below the noise' | 'budget spent' | 'rounds done' | 'worth another round' | 'the curves ask for it';
}

export type StepEvidence =
  | InitialLossEvidence
  | OverfitEvidence
  | LearningRateEvidence
  | SearchEvidence
  | CurvesEvidence
  | AgainEvidence;

/** A step that was executed. Steps 5 to 7 come once for each round. */
export interface StepRecord {
  /** 1 to 7. */
  readonly step: number;
  readonly name: RecipeStepName;
  /** Of steps 5 to 7, counted from 1; 0 before. */
  readonly round: number;
  readonly status: RecipeStatus;
  /** One or two sentences with the numbers: what was found, and what follows from it. */
  readonly decision: string;
  /** Where it failed or warned: what to change. */
  readonly advice: string | undefined;
  readonly evidence: StepEvidence | undefined;
  readonly seconds: number;
}

/** The training of the winner. */
export interface FinalRecord {
  /** Relative to the recipe: `final`. */
  readonly run: string;
  readonly epochs: number;
  readonly schedule: string;
  readonly params: Params;
  /** Of the best epoch. */
  readonly valAccuracy: number | undefined;
  /** Measured once, at the end; undefined without test images. */
  readonly testAccuracy: number | undefined;
  readonly testLoss: number | undefined;
  readonly seconds: number;
  /** Where it came to less than the trial that it is to improve on: what to do. */
  readonly warning?: string | undefined;
}

/** How large a search or training is. */
export interface DecidedSize {
  readonly trials: number;
  readonly epochs: number;
  /** Training images, where not all are trained on. */
  readonly limitTrain?: number | undefined;
  /** Of a refined search: trainings of the best with other seeds. */
  readonly repeats?: number | undefined;
  /** Of the final training, where the recipe chose its schedule: the last epochs, in which the learning rate falls. */
  readonly decayEpochs?: number | undefined;
}

/** How the time is shared out: what was planned, in seconds, and why. */
export interface BudgetShare {
  readonly what: string;
  readonly seconds: number;
  /** `9 trials of 1 epoch on 2 workers`. */
  readonly plan: string;
}

/** What `recipe.json` holds: all that is done so far, so that a recipe goes on where it was interrupted. */
export interface RecipeRecord {
  readonly version: 1;
  readonly name: string;
  /** The name of the config, and its file. */
  readonly config: string;
  readonly file: string;
  /** What is typed to go on with it, or to do it again; of recipes of earlier versions unknown. */
  readonly command?: string | undefined;
  /** Tells whether a command means this recipe. */
  readonly identity: string;
  readonly budgetSeconds: number | undefined;
  /** Spent so far, by all sessions. */
  readonly seconds: number;
  readonly workers: number;
  readonly plan: readonly BudgetShare[];
  /** What was decided of each search, and of the final training (`final`), by the time there was: decided once, also for who goes on. */
  readonly decided: Readonly<Record<string, DecidedSize>>;
  readonly steps: readonly StepRecord[];
  readonly final: FinalRecord | undefined;
  /** `running` while a process is at it (or was killed there); `stopped`: a gate was not passed. */
  readonly status: 'running' | 'completed' | 'stopped' | 'interrupted';
  readonly testAccuracy: number | undefined;
}
