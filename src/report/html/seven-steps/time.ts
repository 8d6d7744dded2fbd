import { duration } from '../../../base/format.ts';
import { listColour } from '../../chart/look.ts';
import type { RecipeView } from '../../recipe-view.ts';
import { stepName, timeText } from '../../seven-steps/recipe-facts.ts';
import { FINAL_TEXT } from '../../seven-steps/step-texts.ts';
import { type Html, html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

/** How the budget was planned, and how it was spent. */
export const time: SectionMaker<RecipeView> = {
  subject: 'the time',
  make({ record }) {
    const { plan, steps, final, seconds, budgetSeconds } = record;
    const spent = [
      ...steps.map((step) => ({ what: `${step.step} ${stepName(record, step)}`, seconds: step.seconds })),
      ...(final === undefined ? [] : [{ what: FINAL_TEXT.title, seconds: final.seconds }]),
    ];
    if (plan.length === 0 && spent.length === 0) return undefined;
    const whole = Math.max(
      seconds,
      budgetSeconds ?? 0,
      spent.reduce((sum, one) => sum + one.seconds, 0),
    );
    return {
      ...{ id: 'time', title: 'Time', width: 'full' },
      body: html`<p>${timeText(record)}.</p>
<div class="split">${shares('Spent', spent, whole)}${shares(
        'Planned',
        plan.map((one) => ({ ...one, note: one.plan })),
        whole,
      )}</div>`,
    };
  },
};

interface Share {
  readonly what: string;
  readonly seconds: number;
  readonly note?: string;
}

/** A bar of all of them, and a row for each. */
function shares(title: string, all: readonly Share[], whole: number): Html | string {
  if (all.length === 0) return '';
  const colour = (i: number) => `--of: var(--${listColour(i, all.length)})`;
  const width = (seconds: number) => `${((100 * seconds) / Math.max(whole, 1e-9)).toFixed(2)}%`;
  return html`<div><h3>${title}</h3><div class="budget" aria-hidden="true">${all.map(
    (one, i) => html`<span style="${colour(i)}; width: ${width(one.seconds)}" title="${one.what}"></span>`,
  )}</div>
<table class="facts times"><caption class="hidden">${title}</caption><tbody>${all.map(
    ({ what, seconds, note }, i) =>
      html`<tr><th scope="row"><span class="swatch" style="${colour(i)}"></span>${what}${note === undefined ? '' : html`<span class="source">${note}</span>`}</th><td class="number">${duration(seconds)}</td></tr>`,
  )}</tbody></table></div>`;
}
