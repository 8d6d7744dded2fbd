import { duration } from '../../../base/format.ts';
import type { RecipeStatus, RecipeStepName, StepRecord } from '../../../records/recipe/recipe-record.ts';
import type { RecipeView } from '../../recipe-view.ts';
import { gateOf, ownAdvice, recipeCommand } from '../../seven-steps/recipe-facts.ts';
import { STATUS_WORDS } from '../../seven-steps/status-words.ts';
import { recordsOf } from '../../seven-steps/step-states.ts';
import { STEP_TEXTS } from '../../seven-steps/step-texts.ts';
import { copyable } from '../copyable.ts';
import { type Html, html } from '../html.ts';
import type { ReportSection, SectionMaker } from '../section.ts';

/** What is shown of a step that was executed, below its decision. */
export type EvidenceMaker = (record: StepRecord, view: RecipeView) => Html | string;

/** Of its id in the page. */
export function stepId(step: number): string {
  return `step-${step}`;
}

const MOODS: Readonly<Record<RecipeStatus, string>> = {
  ...{ passed: 'good', warned: 'neutral', forced: 'neutral', failed: 'bad', skipped: 'neutral' },
};

/**
 * The section of one of the seven steps: what it is for, and what was decided and why, once for each round.
 * @param above what belongs to all rounds together
 */
export function stepSection(
  step: number,
  name: RecipeStepName,
  evidence: EvidenceMaker,
  above: (view: RecipeView) => Html | string = () => '',
): SectionMaker<RecipeView> {
  const { title, purpose } = STEP_TEXTS[name];
  return {
    subject: title,
    make(view): ReportSection | undefined {
      const records = recordsOf(view.record, name);
      if (records.length === 0) return undefined;
      const rounds = records.map(
        (record) => html`<div class="round">
${records.length > 1 ? html`<h3 class="of-round">Round ${record.round}</h3>` : ''}
${decisionOf(record, record === gateOf(view.record), recipeCommand(view.record))}
${evidence(record, view)}
</div>`,
      );
      const heading = `${step} ${title.charAt(0).toUpperCase()}${title.slice(1)}`;
      return { id: stepId(step), title: heading, width: 'full', body: html`<p>${purpose}</p>${above(view)}${rounds}` };
    },
  };
}

function decisionOf(step: StepRecord, isGate: boolean, command: string): Html {
  const { status, decision, seconds } = step;
  const advice = ownAdvice(step);
  return html`<p class="decision"><span class="status ${MOODS[status]}">${STATUS_WORDS[status]}</span> ${decision} <span class="detail">${duration(seconds)}</span></p>
${advice === undefined ? '' : html`<p class="advice ${MOODS[status]}">${advice}</p>`}${
  isGate
    ? html`<p class="detail">After a change, the same command begins anew. To go on all the same:</p>${copyable(`${command} --force`)}`
    : ''
}`;
}
