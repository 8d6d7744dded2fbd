import { count } from '../../../base/format.ts';
import { endingsOf } from '../../study/endings.ts';
import type { StudyView } from '../../study-view.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const endings: SectionMaker<StudyView> = {
  subject: 'how trials ended',
  make({ study }) {
    const all = endingsOf(study.trials);
    if (all.length === 0) return undefined;
    return {
      ...{ id: 'endings', title: 'How trials ended', width: 'half' },
      body: html`<table class="facts ended"><caption class="hidden">Trials by how they ended, and why</caption><tbody>${all.map(
        ({ state, count: number, reasons }) =>
          html`<tr><th scope="row"><span class="state ${state}">${state}</span></th><td class="number">${count(number)}</td><td>${
            reasons.length === 0
              ? ''
              : html`<ul>${reasons.map((reason) => html`<li>${reasons.length > 1 ? html`<b>${count(reason.count)}</b> ` : ''}${reason.text}</li>`)}</ul>`
          }</td></tr>`,
      )}</tbody></table>`,
    };
  },
};
