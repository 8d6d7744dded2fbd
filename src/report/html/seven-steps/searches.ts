import type { SearchEvidence } from '../../../records/recipe/recipe-record.ts';
import type { StudyRecord } from '../../../records/study/trial-record.ts';
import type { DrawnStudy } from '../../chart/study/marked-trial.ts';
import { squarePlan } from '../../chart/study/square-plan.ts';
import { trialCurvesPlan } from '../../chart/study/trial-curves-plan.ts';
import { searchText } from '../../seven-steps/recipe-facts.ts';
import { onlyVaried } from '../../study/only-varied.ts';
import { chartFigure } from '../chart-figure.ts';
import { type Html, html } from '../html.ts';
import { squareFigure } from '../square-figure.ts';
import { scatterTiles } from '../study/scatters.ts';
import { trialsTable } from '../study/trials.ts';
import { narrowing } from './narrowing.ts';
import { stepSection } from './step-section.ts';

export const coarseSearch = stepSection(4, 'coarseSearch', ({ evidence }, { studies }) =>
  evidence?.kind === 'search' ? searchBody(evidence, studies.get(evidence.study)) : '',
);

export const refinedSearch = stepSection(
  ...([5, 'refinedSearch'] as const),
  ({ evidence }, { studies }) => (evidence?.kind === 'search' ? searchBody(evidence, studies.get(evidence.study)) : ''),
  narrowing,
);

function searchBody(evidence: SearchEvidence, study: StudyRecord | undefined): Html {
  const edges = evidence.edges.map((edge) => html`<p class="advice neutral"><strong>At the edge:</strong> ${edge}</p>`);
  return html`<p class="detail">${searchText(evidence)}.</p>${edges}${study === undefined ? '' : studyBody(evidence, study)}`;
}

/** Several studies are on one page: charts and table of one know nothing of those of another. */
function studyBody({ study: name, best }: SearchEvidence, record: StudyRecord): Html {
  // As part of an id.
  const id = name.replaceAll(/[^A-Za-z0-9-]+/g, '-');
  // Pictures mark the trial that the words are of.
  const study: DrawnStudy = { ...record, chosen: best?.index };
  const varied = onlyVaried(study);
  const square = squarePlan(varied, undefined);
  // A curve of one epoch is a point: results by hyperparameter say more.
  const curves = study.trials.some(({ values }) => values.length > 1) ? trialCurvesPlan(study) : undefined;
  return html`<div data-study="${name}">
<div class="pairs">${square === undefined ? '' : squareFigure({ ...square, id: `${id}-tried` }, 'Trials by two hyperparameters')}
${curves === undefined ? scatterTiles(varied, `${id}-by`) : chartFigure({ ...curves, id: `${id}-curves` }, 'small', 'Learning curves of all trials')}</div>
${study.trials.length === 0 ? '' : trialsTable(study)}
</div>`;
}
