import { PlainProgress } from './plain-progress.ts';
import type { Progress, TrainingLength } from './progress-events.ts';
import { ProgressLine } from './progress-line.ts';
import { type Environment, isAnimated, type OutputStream } from './style.ts';

/** A line that is drawn over on a terminal, plain lines elsewhere. */
export function openProgress(stream: OutputStream, length: TrainingLength, environment: Environment = process.env): Progress {
  return isAnimated(stream, environment) ? new ProgressLine(stream, length) : new PlainProgress(stream, length);
}
