import { count } from '../../../base/format.ts';
import { rankTrials } from '../../../records/study/ranking.ts';
import type { StudyRecord, TrialRecord } from '../../../records/study/trial-record.ts';
import { keyNames } from '../../study/key-names.ts';
import { paramText } from '../../study/param-text.ts';
import { resultText } from '../../study/result-text.ts';
import type { StudyView } from '../../study-view.ts';
import { type Html, html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

/** Rows that a browser still shows at once. */
const MOST = 2000;

/** A column; numbers are sorted as such. */
interface TrialColumn {
  readonly head: string;
  /** In full, where the head is short. */
  readonly title?: string;
  readonly kind: 'number' | 'text';
  readonly text: (trial: TrialRecord) => string;
  /** What it is sorted by, where the text does not say it exactly. */
  readonly value?: (trial: TrialRecord) => number | undefined;
}

export const trials: SectionMaker<StudyView> = {
  subject: 'the table of trials',
  make({ study }) {
    if (study.trials.length === 0) return undefined;
    return { id: 'trials', title: 'All trials', width: 'full', body: trialsTable(study) };
  },
};

/** The trials, the best first: a table that can be sorted and filtered. */
export function trialsTable({ trials: all, header }: Pick<StudyRecord, 'trials' | 'header'>): Html {
  const ranked = rankTrials(all, header.metric);
  const names = keyNames(header.space.map(({ key }) => key));
  const columns: TrialColumn[] = [
    { head: 'Trial', kind: 'number', text: ({ index }) => String(index) },
    { head: 'State', kind: 'text', text: ({ state }) => state },
    ...[...names].map(([key, name]): TrialColumn => paramColumn(key, name, all)),
    accuracy,
    loss,
    { head: 'Epochs', kind: 'number', text: ({ epochs }) => String(epochs) },
    { head: 'Seconds', kind: 'number', text: ({ seconds }) => seconds?.toFixed(1) ?? '' },
    { head: 'Reason', kind: 'text', text: ({ reason }) => reason ?? '' },
  ];
  const states = [...new Set(all.map(({ state }) => state))];
  return html`${ranked.length > MOST ? html`<p>The best ${count(MOST)} of ${count(ranked.length)}. All are in <code>trials.csv</code>.</p>` : ''}
<div class="filter" data-filter hidden><label>Filter <input type="search" placeholder="words in a row" data-words></label>
<label>State <select data-state><option value="">all</option>${states.map((state) => html`<option>${state}</option>`)}</select></label>
<output aria-live="polite"></output></div>
<div class="scroll tall" tabindex="0" role="region" aria-label="All trials"><table class="per-class trials" data-sortable>
<caption class="hidden">All trials, the best first</caption>
<thead><tr>${columns.map(({ head, title, kind }) => html`<th scope="col" data-sort="${kind}"${kind === 'number' ? html` class="number"` : ''}${title === undefined ? '' : html` title="${title}"`}>${head}</th>`)}</tr></thead>
<tbody>${ranked.slice(0, MOST).map((trial) => row(trial, columns))}</tbody></table></div>`;
}

const accuracy: TrialColumn = {
  ...{ head: 'Accuracy', title: 'validation accuracy', kind: 'number' },
  ...{ text: ({ valAccuracy }) => resultText(valAccuracy, 'valAccuracy'), value: ({ valAccuracy }) => valAccuracy },
};
const loss: TrialColumn = {
  ...{ head: 'Loss', title: 'validation loss', kind: 'number' },
  ...{ text: ({ valLoss }) => resultText(valLoss, 'valLoss'), value: ({ valLoss }) => valLoss },
};

function paramColumn(key: string, head: string, all: readonly TrialRecord[]): TrialColumn {
  const isNumber = all.every(({ params }) => params[key] === undefined || typeof params[key] === 'number');
  return {
    ...{ head, title: key, kind: isNumber ? 'number' : 'text' },
    text: ({ params }) => (params[key] === undefined ? '' : paramText(params[key])),
  };
}

function row(trial: TrialRecord, columns: readonly TrialColumn[]): Html {
  const cells = columns.map(({ kind, text, value }) => {
    const exact = value?.(trial);
    return html`<td${kind === 'number' ? html` class="number"` : ''}${exact === undefined ? '' : html` data-value="${exact}"`}>${text(trial)}</td>`;
  });
  return html`<tr data-trial="${trial.index}" class="${trial.state}">${cells}</tr>`;
}
