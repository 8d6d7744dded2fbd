import { z } from 'zod';
import { jsonNumber } from '../base/format.ts';

/** A number that JSON cannot carry is a string there. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

const epochResult = z.strictObject({
  /** Counted from 1. */
  epoch: z.int(),
  /** Means over the steps of the epoch, as they were measured while the weights changed. */
  trainLoss: number,
  trainAccuracy: number,
  /** Absent without a validation part. */
  valLoss: number.optional(),
  valAccuracy: number.optional(),
});

/** Those that a run does not write, or did not write yet when it was saved by an earlier version, are absent. */
const logLengths = z.strictObject({
  metrics: z.int(),
  epochs: z.int(),
  layers: z.int().optional(),
  metricsLines: z.int().optional(),
  epochsLines: z.int().optional(),
  layersLines: z.int().optional(),
  events: z.int().optional(),
});

const trainingState = z.strictObject({
  /** Optimizer steps done. */
  step: z.int(),
  /** Epochs done, their evaluation included. */
  epoch: z.int(),
  /** Sums over the steps of the epoch that is under way. */
  sums: z.strictObject({ loss: number, correct: z.int(), images: z.int() }),
  last: epochResult.optional(),
  best: epochResult.optional(),
  /** For early stopping: the best value so far of what is watched, and how many epochs ago that was. */
  watched: z.strictObject({ value: number, epochsAgo: z.int() }).optional(),
  /** Lengths of the logs in bytes at this moment; what stands after is cut off on resuming. */
  logs: logLengths,
  finished: z.enum(['completed', 'stopped early']).optional(),
});

export type LogLengths = Readonly<z.output<typeof logLengths>>;

export type EpochResult = Readonly<z.output<typeof epochResult>>;

/** Where a training stands: with weights and optimizer state, all that is needed to go on exactly. No times are in it. */
export type TrainingState = z.output<typeof trainingState>;

export function initialState(): TrainingState {
  return { step: 0, epoch: 0, sums: { loss: 0, correct: 0, images: 0 }, logs: { metrics: 0, epochs: 0 } };
}

/** The same text for the same state, in whatever order its parts were put in: a state that was read back has another one. */
export function encodeState({ step, epoch, sums, last, best, watched, logs, finished }: TrainingState): string {
  const ordered = { step, epoch, sums, last, best, watched, logs, finished };
  return JSON.stringify(ordered, (_key, value: unknown) => (typeof value === 'number' ? jsonNumber(value) : value));
}

/** @returns undefined when the text is not a state. */
export function decodeState(text: string): TrainingState | undefined {
  try {
    return trainingState.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
