/** The shapes that a learning curve can have, as the lecture and its courses name them (cs231n, "Babysitting the learning process"). */
export const SHAPES = [
  ...(['badInitialization', 'plateau', 'decayedTooEarly', 'stillRising', 'overfitting', 'underfitting'] as const),
  ...(['rateTooLow', 'rateTooHigh', 'rateVeryHigh', 'healthy', 'inconclusive'] as const),
] as const;

export type Shape = (typeof SHAPES)[number];

/** A number that a reading rests on. */
export interface Evidence {
  /** What was measured, in words: "fall over the last third, of the whole fall". */
  readonly quantity: string;
  readonly value: number;
  /** The value as people read it, with its unit: "1.2 %". */
  readonly text: string;
  /** What speaks for the reading: "below 2 %". */
  readonly threshold: string;
  /** Where the threshold comes from: the lecture, a paper, or "ours" with the reason. */
  readonly source: string;
}

/** What a curve says. */
export interface Reading {
  readonly shape: Shape;
  /** A few words for people: "overfitting". */
  readonly title: string;
  /** Which chart it speaks of. */
  readonly curve: 'loss' | 'accuracy';
  /** 0..1: how far the evidence is from its thresholds, in units of its own uncertainty. From 0.8 up: confident. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** One sentence: what it means. */
  readonly meaning: string;
  /** One or two sentences: what to do. */
  readonly advice: string;
  /** Overrides as they are typed in any shell (`--optimizer.lr 0.001 --data.augment "[shift]"`); undefined where there is nothing to change, or the config is not known. */
  readonly override: string | undefined;
  /** The stretch that it speaks of, in the unit of the log. */
  readonly from: number;
  readonly to: number;
}
