import { count } from '../../../base/format.ts';
import { ALONE } from '../../chart/look.ts';
import { orderedAxes, squarePlan, trialsIn } from '../../chart/study/square-plan.ts';
import { METRIC_NAMES } from '../../study/result-text.ts';
import { WIDTH } from '../framed-svg.ts';
import { partSvg } from '../plan-svg.ts';
import { gradesEntry, markEntry } from '../swatch-svg.ts';
import type { NoPicture, StudyChartSource, StudyPictureMaker } from './study-picture.ts';

/** In the middle of the picture. */
const SIZE = { width: 760, height: 740 };

/** The trials by the two hyperparameters that matter most. */
export const square: StudyPictureMaker = (source) => {
  const { study, importance } = source;
  const plan = squarePlan(study, importance);
  if (plan === undefined) return without(source);
  const left = study.trials.length - trialsIn(plan);
  const which = importance === undefined ? '' : 'The two that mattered most. ';
  return {
    title: 'Trials by two hyperparameters',
    subtitle: [
      `${which}Above and beside the square: the ${METRIC_NAMES[study.header.metric]} by either one alone.`,
      ...plan.notes,
      ...(left === 0
        ? []
        : [
            left === 1
              ? 'One trial does not have both and is not shown.'
              : `${count(left)} trials do not have both and are not shown.`,
          ]),
    ],
    legend: [
      gradesEntry(ALONE),
      ...plan.groups.filter(({ mark }) => mark !== 'dot').map((group) => markEntry(group.name, group, ALONE)),
    ],
    body: { height: SIZE.height, markup: partSvg(plan, SIZE, (WIDTH - SIZE.width) / 2, 0) },
  };
};

function without({ study, importance }: StudyChartSource): NoPicture {
  const keys = orderedAxes(study.header.space, importance).map(({ key }) => key);
  if (keys.length < 2) {
    return {
      why: 'it takes two hyperparameters whose values have an order',
      facts: [['ordered', keys.join(', ') || 'none']],
      hint: 'Each hyperparameter by itself: --svg scatter',
    };
  }
  return {
    why: `no trial has both ${keys[0]} and ${keys[1]}`,
    facts: [],
    hint: 'Each hyperparameter by itself: --svg scatter',
  };
}
