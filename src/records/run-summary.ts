import { z } from 'zod';
import { UserError } from '../base/errors.ts';
import { readBytes, replaceFile } from '../base/files.ts';
import { jsonNumber } from '../base/format.ts';

export const RUN_STATUSES = ['running', 'completed', 'stopped early', 'interrupted', 'diverged', 'failed'] as const;

/** How a run stands; `running` in the file of a run whose process has ended means that it was killed. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What `summary.json` says of a run. Numbers not known (yet) are absent or null; NaN and infinities are allowed. */
export interface RunSummary {
  /** The name of the run, for example `mnist-lenet-001`. */
  readonly run: string;
  readonly status: RunStatus;
  /** Epochs and optimizer steps done. */
  readonly epochs?: number | null | undefined;
  readonly steps?: number | null | undefined;
  /** Mean losses of the last epoch done. */
  readonly trainLoss?: number | null | undefined;
  readonly trainAccuracy?: number | null | undefined;
  readonly valLoss?: number | null | undefined;
  /** Accuracies are fractions in 0..1. */
  readonly valAccuracy?: number | null | undefined;
  /** Of the best weights, on the test images. */
  readonly testLoss?: number | null | undefined;
  readonly testAccuracy?: number | null | undefined;
  readonly bestValAccuracy?: number | null | undefined;
  /** The epoch of the best validation, counted from 1. */
  readonly bestEpoch?: number | null | undefined;
  readonly imagesPerSecond?: number | null | undefined;
  /** Wall time of the training, all its sessions together. */
  readonly seconds?: number | null | undefined;
  /** The most memory that a process of the training had at once. */
  readonly peakMemoryBytes?: number | null | undefined;
  /** SHA-256 of the weights, hexadecimal: equal weights, equal text. */
  readonly weightsSha256?: string | null | undefined;
  /** The build of the kernels: runs of the same build agree in every bit. */
  readonly kernels?: string | null | undefined;
}

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]).nullish();

const summarySchema = z.looseObject({
  run: z.string(),
  status: z.enum(RUN_STATUSES),
  epochs: number,
  steps: number,
  trainLoss: number,
  trainAccuracy: number,
  valLoss: number,
  valAccuracy: number,
  testLoss: number,
  testAccuracy: number,
  bestValAccuracy: number,
  bestEpoch: number,
  imagesPerSecond: number,
  seconds: number,
  peakMemoryBytes: number,
  weightsSha256: z.string().nullish(),
  kernels: z.string().nullish(),
});

/** Replaces the summary in one step. NaN and infinities are written as the strings "NaN", "Infinity", "-Infinity". */
export function writeRunSummary(path: string, summary: RunSummary): void {
  const text = JSON.stringify(summary, (_key, value: unknown) => (typeof value === 'number' ? jsonNumber(value) : value), 2);
  replaceFile(path, `${text}\n`);
}

/** Reads a summary back. @throws UserError when it cannot be read or is not one. */
export function readRunSummary(path: string): RunSummary {
  const text = readBytes(path, 'the summary of the run').toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError('The summary of the run is not JSON.', { facts: [['path', path]], cause: error });
  }
  const parsed = summarySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'summary'}: ${issue.message}`);
  throw new UserError('The summary of the run has wrong fields.', {
    facts: [
      ['path', path],
      ['problems', problems.join('\n')],
    ],
  });
}
