import { duration, percent } from '../../../base/format.ts';
import type { RecipeRecord } from '../../../records/recipe/recipe-record.ts';
import type { RecipeView } from '../../recipe-view.ts';
import { inBrief } from '../../seven-steps/in-brief.ts';
import { waitingText } from '../../seven-steps/recipe-facts.ts';
import { STATUS_WORDS } from '../../seven-steps/status-words.ts';
import { recordsOf, type StepState, stepStates } from '../../seven-steps/step-states.ts';
import { FINAL_TEXT, STEP_TEXTS } from '../../seven-steps/step-texts.ts';
import { type Html, html } from '../html.ts';
import type { SectionMaker } from '../section.ts';
import { stepId } from './step-section.ts';

/** The seven steps at a glance, each a link to its section. */
export const strip: SectionMaker<RecipeView> = {
  subject: 'the steps',
  make({ record }) {
    const cells = stepStates(record).map((state) => {
      const { step, name } = state;
      const all = recordsOf(record, name);
      const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
      const rounds = all.length > 1 ? `${all.length} rounds, ` : '';
      return cell({
        ...{ status: shown(state), number: String(step), title: STEP_TEXTS[name].title },
        ...{ link: all.length === 0 ? undefined : stepId(step), brief: state.record === undefined ? '' : inBrief(state.record) },
        detail: all.length === 0 ? waitingText(record) : `${STATUS_WORDS[shown(state)]}, ${rounds}${duration(seconds)}`,
      });
    });
    return {
      ...{ id: 'steps', title: 'The seven steps', width: 'full' },
      body: html`<ol class="steps">${cells}${finalCell(record)}</ol>`,
    };
  },
};

/** Of a step that waits for another round, what it came to in the one before. */
function shown({ status, record }: StepState): StepState['status'] {
  return status === 'waiting' && record !== undefined ? record.status : status;
}

function finalCell(record: RecipeRecord): Html {
  const { final } = record;
  const accuracy = final?.testAccuracy ?? final?.valAccuracy;
  const brief =
    accuracy === undefined ? '' : `${percent(accuracy)} ${final?.testAccuracy === undefined ? 'validation' : 'test'} accuracy`;
  return cell({
    ...{ status: final === undefined ? 'waiting' : 'passed', number: '', title: FINAL_TEXT.title, brief },
    ...{
      link: final === undefined ? undefined : 'final',
      detail: final === undefined ? waitingText(record) : duration(final.seconds),
    },
  });
}

interface Cell {
  readonly status: StepState['status'];
  readonly number: string;
  readonly title: string;
  readonly brief: string;
  readonly detail: string;
  readonly link: string | undefined;
}

function cell({ status, number, title, brief, detail, link }: Cell): Html {
  const body = html`<span class="mark" aria-hidden="true"></span><b>${number} ${title}</b><span class="brief">${brief}</span><span class="detail">${detail}</span>`;
  return html`<li class="${status}">${link === undefined ? html`<div>${body}</div>` : html`<a href="#${link}">${body}</a>`}</li>`;
}
