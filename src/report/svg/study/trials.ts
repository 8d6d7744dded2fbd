import { ALONE } from '../../chart/look.ts';
import { trialCurvesPlan } from '../../chart/study/trial-curves-plan.ts';
import { curvesBody } from '../plan-svg.ts';
import { curveEntry } from '../swatch-svg.ts';
import type { StudyPictureMaker } from './study-picture.ts';

/** The metric of each trial by epoch. */
export const trials: StudyPictureMaker = ({ study }) => {
  const plan = trialCurvesPlan(study);
  const longest = Math.max(0, ...study.trials.map(({ values }) => values.length));
  if (plan === undefined || longest < 2) {
    return {
      why: 'no trial was trained for more than one epoch, and a curve of one is a point',
      facts: [['epochs', String(longest)]],
      hint: 'Their results: --svg scatter',
    };
  }
  return {
    title: 'Learning curves of all trials',
    subtitle: [[`The ${plan.y} of each trial after each epoch.`, ...plan.notes].join(' ')],
    legend: plan.series.map((series) => curveEntry(series, ALONE)),
    body: curvesBody(plan),
  };
};
