import type { CurveLog } from '../../curves/curve-log.ts';
import type { Figures } from '../comparison.ts';

/** A training beside others. */
export interface ComparedRun {
  readonly log: CurveLog;
  readonly figures: Figures;
}
