import { bestTrial } from '../../../records/study/ranking.ts';
import { overrideText, paramText } from '../../study/param-text.ts';
import { resultText } from '../../study/result-text.ts';
import { trainAgain } from '../../study/train-again.ts';
import type { StudyView } from '../../study-view.ts';
import { copyable } from '../copyable.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const best: SectionMaker<StudyView> = {
  subject: 'the best trial',
  make({ study }) {
    const trial = bestTrial(study.trials, study.header.metric);
    if (trial === undefined) return undefined;
    const overrides = overrideText(trial.params);
    const rows = Object.entries(trial.params).map(
      ([key, value]) => html`<tr><th scope="row"><code>${key}</code></th><td>${paramText(value)}</td></tr>`,
    );
    return {
      ...{ id: 'best', title: `Best trial: ${trial.index}`, width: 'half' },
      body: html`<table class="facts"><caption class="hidden">Hyperparameters of the best trial</caption><tbody>
<tr><th scope="row">Validation accuracy</th><td>${resultText(trial.valAccuracy, 'valAccuracy')}</td></tr>
<tr><th scope="row">Validation loss</th><td>${resultText(trial.valLoss, 'valLoss')}</td></tr>
${rows}</tbody></table>
${overrides === '' ? '' : html`<h3>As overrides</h3>${copyable(overrides)}`}
<h3>To train it again</h3>${copyable(trainAgain(study, trial))}`,
    };
  },
};
