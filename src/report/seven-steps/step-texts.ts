import type { RecipeStepName } from '../../records/recipe/recipe-record.ts';

/** What a step is called, and what it is for. */
export interface StepText {
  /** A few words, for rows and headings. */
  readonly title: string;
  /** What the lecture does it for, in our words: one or two sentences. */
  readonly purpose: string;
}

export const STEP_TEXTS: Readonly<Record<RecipeStepName, StepText>> = {
  initialLoss: {
    title: 'initial loss',
    purpose:
      'Before anything is learnt, and without weight decay, the loss must be what guessing gives: log(C) for a softmax over C classes. Where it is not, something in the data, the last layer or the loss is wrong, and no search would mend it.',
  },
  overfitSample: {
    title: 'overfit a small sample',
    purpose:
      'A network that works can learn a few batches by heart, with all regularisation off. If it does not get all of them right, then architecture, learning rate or initialisation come first: it would not learn the whole set either.',
  },
  learningRate: {
    title: 'learning rate',
    purpose:
      'With all training images and a small weight decay: which learning rate makes the loss fall clearly within about a hundred steps?',
  },
  coarseSearch: {
    title: 'coarse search',
    purpose:
      'A few learning rates around that one, each with a few weight decays, trained for an epoch or a few: enough to see where more time is well spent.',
  },
  refinedSearch: {
    title: 'refined search',
    purpose:
      'A narrower search around the best so far, trained longer. The learning rate does not decay, so that values are compared and not schedules.',
  },
  learningCurves: {
    title: 'learning curves',
    purpose:
      'The curves of the best training say what its accuracy alone does not: whether it wants more epochs, learns its images by heart, or goes at a wrong rate.',
  },
  again: {
    title: 'go round again',
    purpose:
      'Back to step 5 with what the curves say, as long as a round gains more than trainings of the same config differ by anyway, and there is time for another.',
  },
};

/** What comes after the seven steps. */
export const FINAL_TEXT: StepText = {
  title: 'final training',
  purpose: 'The best hyperparameters, trained at full length. The test images are looked at here, once, and decide nothing.',
};
