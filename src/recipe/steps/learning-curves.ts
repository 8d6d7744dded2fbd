import { diagnose } from '../../curves/doctor/diagnose.ts';
import { runCurves } from '../../records/curve-log/run-curves.ts';
import type { BestTrial } from '../../records/recipe/recipe-record.ts';
import type { StepContext, StepOutcome } from '../setup.ts';

/** Readings beyond the first few are not what one would act upon. */
const MOST_READINGS = 3;

/** Step 6: the learning curves of the best, and what they say. */
export function readLearningCurves({ folder }: StepContext, { run }: BestTrial): StepOutcome {
  const readings = diagnose(runCurves(folder.run(run))).slice(0, MOST_READINGS);
  const [first] = readings;
  return {
    status: 'passed',
    decision: first === undefined ? 'The curves are too short to say anything.' : `${capital(first.title)}: ${first.meaning}`,
    advice: first?.advice,
    evidence: {
      kind: 'learningCurves',
      run,
      readings: readings.map(({ shape, title, confidence, meaning, advice }) => ({ shape, title, confidence, meaning, advice })),
    },
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
