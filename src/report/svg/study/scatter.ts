import { ALONE } from '../../chart/look.ts';
import type { ScatterPlan } from '../../chart/scatter-plan.ts';
import { markedTrial } from '../../chart/study/marked-trial.ts';
import { groupsOf, scatterPlans } from '../../chart/study/scatter-plans.ts';
import { html, raw } from '../../html/html.ts';
import { keyNames } from '../../study/key-names.ts';
import { type Body, WIDTH } from '../framed-svg.ts';
import { MARGIN } from '../head-svg.ts';
import { cut, lettersIn } from '../letters.ts';
import { partSvg } from '../plan-svg.ts';
import { markEntry } from '../swatch-svg.ts';
import { fittedKey } from './fitted-key.ts';
import type { StudyPictureMaker } from './study-picture.ts';

/** How many charts are side by side, and how high each is: of one, of two or four, and of more. */
const SHAPES = { one: { columns: 1, height: 400 }, few: { columns: 2, height: 300 }, many: { columns: 3, height: 250 } };
const GAP = 24;
const LETTERS = 13;
/** Above a chart, for its hyperparameter. */
const CAPTION = 22;
/** Below it, for what cannot be seen. */
const NOTE = { size: 12, height: 20 };
const END = 16;

/** What trials came to by each of their hyperparameters, each on its own scale, side by side. */
export const scatter: StudyPictureMaker = ({ study }) => {
  const plans = scatterPlans(study, 'by');
  const [first] = plans;
  if (first === undefined) {
    return { why: 'no hyperparameter had several values', facts: [], hint: 'The page has the table of the trials.' };
  }
  const isAnyWithout = plans.some(({ groups }) => groups.some(({ y }) => y.includes(null)));
  const without = isAnyWithout ? ' Without a result it is at the edge.' : '';
  return {
    title: plans.length === 1 ? 'Results by hyperparameter' : 'Results by each hyperparameter',
    subtitle: [
      `The ${first.y.name} of each trial by its hyperparameters, each on the scale of its search.${without}`,
      ...(markedTrial(study)?.notes ?? []),
    ],
    legend: groupsOf(plans).map((group) => markEntry(group.name, group, ALONE)),
    body: bodyOf(plans),
  };
};

function bodyOf(plans: readonly ScatterPlan[]): Body {
  const { columns, height } = SHAPES[plans.length === 1 ? 'one' : plans.length === 2 || plans.length === 4 ? 'few' : 'many'];
  const width = Math.floor((WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns);
  const names = keyNames(plans.map(({ title }) => title));
  let top = 0;
  const rows = Array.from({ length: Math.ceil(plans.length / columns) }, (_, row) => {
    const own = plans.slice(row * columns, (row + 1) * columns);
    const charts = own.map((plan, i) => {
      const left = MARGIN + i * (width + GAP);
      const note = cut(plan.notes.join(' '), lettersIn(width, NOTE.size));
      const below = html`<text x="${left}" y="${top + CAPTION + height + 13}" font-size="${NOTE.size}" fill="${ALONE.quiet}">${note}</text>`;
      return html`<text x="${left}" y="${top + 14}" font-size="${LETTERS}" font-weight="bold">${fittedKey(plan.title, names, width, LETTERS)}</text>${note === '' ? '' : below}
${raw(partSvg(plan, { width, height }, left, top + CAPTION))}`;
    });
    top += CAPTION + height + (own.some(({ notes }) => notes.length > 0) ? NOTE.height : 0) + GAP;
    return charts;
  });
  return { height: top - GAP + END, markup: String(html`${rows}`) };
}
