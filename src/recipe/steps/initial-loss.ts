import type { CheckContext } from '../../checks/context.ts';
import { initialLossCheck } from '../../checks/network/initial-loss.ts';
import { regularizationCheck } from '../../checks/network/regularization.ts';
import { runCheck } from '../../checks/run.ts';
import type { StepOutcome } from '../setup.ts';
import { adviceOf, checkRow, statusOf } from './check-rows.ts';

/** Step 1: weight decay off, the loss before training is what chance gives. Switching regularisation on must raise it. */
export async function checkInitialLoss(context: CheckContext): Promise<StepOutcome> {
  const results = [await runCheck(initialLossCheck, context), await runCheck(regularizationCheck, context)];
  const checks = results.map(checkRow);
  const [loss] = checks;
  return {
    status: statusOf(results),
    decision: `The loss before training is ${loss?.measured}; chance would give ${loss?.expected}.`,
    advice: adviceOf(results),
    evidence: { kind: 'initialLoss', checks },
  };
}
