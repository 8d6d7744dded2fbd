import { describe, expect, it } from 'vitest';
import { sampleAnalysis, sampleSpace, sampleStudy } from '../../../test/helpers/sample-study.ts';
import type { StudyView } from '../study-view.ts';
import { studyReportHtml } from './study-report.ts';

/** Without the style sheet, the page's script, and the pictures. */
function markup(html: string): string {
  return html.replace(/<style>.*?<\/style>|<script>.*?<\/script>|<svg .*?<\/svg>/gs, '');
}

const cells = (html: string) => [...html.matchAll(/<tr data-trial="(\d+)"/g)].map(([, trial]) => Number(trial));

const view = sampleStudy({ view: sampleAnalysis });
const { html, sections } = studyReportHtml(view);

describe('the page of a study', () => {
  it('has everything that an analysis tells', () => {
    expect(sections).toEqual([
      ...['best', 'importance', 'edges', 'tried', 'repeats', 'by-hyperparameter'],
      ...['together', 'curves', 'trials', 'endings', 'search'],
    ]);
    const text = markup(html);
    expect(text).toMatch(/Best validation accuracy<\/dt><dd>98\.88 %<\/dd><dd class="detail">trial 6/);
    expect(text).toContain('20 completed, 3 pruned, 1 diverged');
    expect(text).toContain('with its standard deviation: as far as 24 trials tell, by a random forest.');
    expect(text).toContain('<th scope="row">not told apart: several together, noise, too few trials</th><td class="number">14 %');
    expect(text).toContain('--optimizer.lr 0.03252 --optimizer.weightDecay 0 --optimizer.type adam --model.0.channels 28');
    expect(text).toContain('cnn-run train runs/mnist-sweep-001/trials/0006/config.yaml');
    expect(text).toContain('<code>--space model.0.channels=int:4..64/4</code>');
    expect(text).toContain('--from: 65.0%; --to: 77.0%');
    expect(text).toContain('98.10 % ± 0.16</td><td>not distinguishable');
    expect(text).toContain('97.12 % ± 0.19</td><td class="beyond">worse than the best');
    expect(text).toContain('Trials 1 and 2 cannot be told apart.');
    expect(text).toContain('its accuracy of ... % is below the median of ... trials after epoch 2');
    expect(text).toContain('where optimizer.type is sgd');
    expect(text).not.toContain('id="notes"');
  });

  it('lists all trials, the best first, with exact values to sort by', () => {
    const best = view.study.trials[6];
    expect(cells(html).slice(0, 3)).toEqual([6, 10, 19]);
    expect(new Set(cells(html)).size).toBe(24);
    expect(html).toContain(`data-value="${best?.valAccuracy}">98.88 %`);
    expect(html).toMatch(/<th scope="col" data-sort="number" class="number" title="optimizer.lr">lr<\/th>/);
    expect(html).toMatch(/<th scope="col" data-sort="text" title="optimizer.type">type<\/th>/);
  });

  it('is the same bytes for the same study, with no two charts of the same name', () => {
    expect(studyReportHtml(sampleStudy({ view: sampleAnalysis })).html).toBe(html);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('takes markup in names, values and reasons as text', () => {
    const evil = '</script><script>alert(1)</script>';
    const bad = sampleStudy({
      header: { space: [...sampleSpace.slice(0, 1), { key: evil, type: 'choice', values: [evil, { [evil]: evil }] }] },
      view: {
        edges: [{ key: evil, text: evil, override: evil }],
        importance: { method: 'forest', trials: 24, keys: [{ key: evil, share: 0.5, deviation: 0.1 }], unexplained: 0.5 },
        repeats: { trials: [], statements: [evil] },
        notes: [evil],
      },
    });
    const trials = bad.study.trials.map((trial) => ({ ...trial, reason: evil }));
    const page = studyReportHtml({ ...bad, study: { ...bad.study, name: evil, trials } }).html;
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(markup(page)).toContain('&lt;/script&gt;');
  });
});

describe('a study that has little to show', () => {
  const sectionsOf = (own: StudyView) => studyReportHtml(own).sections;
  const status = (own: StudyView) => /<p class="status [a-z]+">([^<]+)/.exec(studyReportHtml(own).html)?.[1];

  it('has not begun', () => {
    const own = sampleStudy({ trials: 0 });
    expect(sectionsOf(own)).toEqual(['search', 'notes']);
    expect(status(own)).toBe('not begun');
  });

  it('has only failed', () => {
    const own = sampleStudy({ trials: 3 });
    const none = { valAccuracy: undefined, valLoss: undefined, values: [], reason: 'no memory', state: 'failed' as const };
    const trials = own.study.trials.map((trial) => ({ ...trial, ...none }));
    const failed = { ...own, study: { ...own.study, trials } };
    expect(sectionsOf(failed)).toEqual(['tried', 'by-hyperparameter', 'together', 'trials', 'endings', 'search', 'notes']);
    expect(status(failed)).toBe('no trial completed');
  });

  it('has one hyperparameter, or one trial', () => {
    const one = sampleStudy({ trials: 6, header: { space: sampleSpace.slice(0, 1) } });
    expect(sectionsOf(one)).toEqual(['best', 'by-hyperparameter', 'curves', 'trials', 'endings', 'search', 'notes']);
    const { study } = sampleStudy({ trials: 2 });
    const single = { ...one, study: { ...study, trials: study.trials.slice(1) } };
    expect(sectionsOf(single)).toContain('curves');
    expect(status({ ...single, isRunning: true })).toBe('running');
    expect(status(single)).toBe('finished');
  });

  it('has no hyperparameter at all, or was interrupted', () => {
    const own = sampleStudy({ trials: 2, header: { space: [] } });
    expect(sectionsOf(own)).toEqual(['best', 'curves', 'trials', 'endings', 'search', 'notes']);
    const [first, second] = own.study.trials;
    if (first === undefined || second === undefined) throw new Error('no trials');
    const begun = { ...second, state: 'unfinished' as const, values: [], valAccuracy: undefined, valLoss: undefined };
    expect(status({ ...own, study: { ...own.study, trials: [first, begun] } })).toBe('interrupted');
  });
});

it('goes by the loss where the study does, and cuts a table that no browser would show', () => {
  const own = sampleStudy({ trials: 12, header: { metric: 'valLoss', space: sampleSpace.slice(0, 1) } });
  expect(markup(studyReportHtml(own).html)).toMatch(/Lowest validation loss<\/dt><dd>0\.\d{4}.*Its validation accuracy/s);
  const [first] = own.study.trials;
  if (first === undefined) throw new Error('no trial');
  const trials = Array.from({ length: 2100 }, (_, index) => ({ ...first, index }));
  const many = { ...own.study, trials, header: { ...own.study.header, space: [] } };
  const page = studyReportHtml({ ...own, study: many }).html;
  expect(cells(page)).toHaveLength(2000);
  expect(page).toContain('The best 2,000 of 2,100.');
});
