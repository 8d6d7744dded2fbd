import type { CheckContext } from '../../checks/context.ts';
import { rateText } from '../../checks/numbers.ts';
import { runCheck } from '../../checks/run.ts';
import { overfitCheck } from '../../checks/training/overfit.ts';
import type { StepOutcome } from '../setup.ts';
import { adviceOf, checkRow, statusOf } from './check-rows.ts';

/** Step 2: 100 % training accuracy on a few mini-batches, regularisation off. */
export async function checkOverfitting(context: CheckContext): Promise<StepOutcome> {
  const results = [await runCheck(overfitCheck, context)];
  const { attempts, winner, sample } = await context.overfit;
  const [row] = results.map(checkRow);
  const how = winner === undefined || winner === attempts[0] ? '' : `, ${howFitted(winner)}`;
  return {
    status: statusOf(results),
    decision:
      winner === undefined
        ? `The sample of ${sample.indices.length} images is not fitted: ${row?.measured}.`
        : `The network fits ${sample.indices.length} images: 100 % after ${winner.steps} steps${how}.`,
    advice: adviceOf(results),
    evidence: {
      kind: 'overfitSample',
      checks: row === undefined ? [] : [row],
      examples: sample.indices.length,
      attempts: attempts.map(({ rate, init, steps, accuracy, firstLoss, lastLoss, succeeded }) => ({
        ...{ learningRate: rate, init, steps, accuracy, firstLoss, lastLoss, succeeded },
      })),
    },
  };
}

function howFitted({ rate, init }: { readonly rate: number; readonly init: string | undefined }): string {
  const given = init === undefined ? '' : `, though not with the weights as the config initialises them: with ${init}`;
  return `with learning rate ${rateText(rate)}${given}`;
}
