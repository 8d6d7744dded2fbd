import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { picture, sampleLog, sampleModel, sampleReading, sampleReport } from '../../../test/helpers/sample-report.ts';
import { runReportHtml } from './run-report.ts';
import type { RunReport } from './types.ts';

/** The page without its script, which is the same in all. */
const markupOf = (report: RunReport): string => runReportHtml(report).html.replace(/<script>.*?<\/script>/s, '');

describe('a report', () => {
  it('has a section for all that there is', () => {
    const { sections, html } = runReportHtml(sampleReport());
    expect(sections).toEqual([
      ...['loss', 'accuracy', 'learning-rate', 'gradient-norm', 'layers'],
      ...['confusion', 'mistakes', 'filters', 'feature-maps', 'summary', 'config'],
    ]);
    for (const id of sections) expect(html).toContain(`<section id="${id}"`);
    expect(html).toContain('97.50 %');
    expect(html).toContain('1 min 15 s');
  });

  it('leaves out what it has no data for, and says so', () => {
    const log = { ...sampleLog(60), series: { loss: sampleLog(60).series.loss as never } };
    const bare = sampleReport({ log, readings: [], layers: [], model: undefined, summary: undefined, config: undefined });
    const { sections, html } = runReportHtml({ ...bare, notes: ['The data are gone.'] });
    expect(sections).toEqual(['loss', 'notes']);
    expect(html).toContain('The data are gone.');
    expect(html).toMatch(/Left out[^<]*the accuracy, the learning rate, the gradient norm, .*the config\./);
    expect(html).toContain('Training log');
  });

  it('puts each reading beside its curve, with evidence, advice and what to type', () => {
    const page = markupOf(
      sampleReport({
        readings: [sampleReading, { ...sampleReading, curve: 'accuracy', title: 'underfitting', override: undefined }],
      }),
    );
    const part = (id: string) => page.slice(page.indexOf(`<section id="${id}"`)).split('</section>')[0] ?? '';
    for (const text of ['overfitting', '90 %', 'gap at the end', 'the lecture', 'Regularise.', '--optimizer.weightDecay 0.001']) {
      expect(part('loss')).toContain(text);
    }
    expect(part('loss')).not.toContain('underfitting');
    expect(part('accuracy')).toContain('underfitting');
    expect(part('accuracy')).not.toContain('data-copy');
  });

  it.each([
    ['running', { log: { ...sampleLog(60), isRunning: true } }, 'running'],
    ['killed', { summary: { run: 'a', status: 'running' } }, 'ended unexpectedly'],
    ['diverged', { summary: { run: 'a', status: 'diverged', valLoss: Number.NaN } }, 'diverged'],
  ] as const)('of a run that is %s says so', (_, change, status) => {
    expect(markupOf(sampleReport(change))).toMatch(new RegExp(`<p class="status \\w+">${status}</p>`));
  });

  it('keeps readings of a curve without a number', () => {
    const log = {
      ...sampleLog(3),
      series: { loss: { at: Float64Array.of(1, 2), values: Float64Array.of(Number.NaN, Number.NaN) } },
    };
    const page = markupOf(sampleReport({ log }));
    expect(page).toContain('No value of it is a finite number.');
    expect(page).toContain('learns the training images by heart');
  });
});

describe('whatever is in the data', () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u2028\u0000';

  it('is only text in the page', () => {
    const layers = [{ epoch: 1, step: 1, parameter: evil, weightNorm: 1, gradientNorm: 1, updateRatio: 1 }];
    const model = { ...sampleModel, classes: [evil, 'b', 'c'], deadChannels: [{ layer: evil, dead: 1, channels: 2 }] };
    const filters = { layer: evil, pictures: [picture(3, 3)], count: 1, range: 1 };
    const texts = { title: evil, meaning: evil, advice: evil, override: evil };
    const evidence = [{ quantity: evil, value: 1, text: evil, threshold: evil, source: evil }];
    const page = markupOf({
      ...sampleReport({ log: sampleLog(60, evil), layers, config: evil, notes: [evil] }),
      model: { ...model, filters },
      readings: [{ ...sampleReading, ...texts, evidence }],
    });
    expect(page).not.toMatch(/<script>|<img src=x/);
    expect(page.match(/<script /g)?.length).toBe(page.match(/data-chart=/g)?.length);
    for (const [, json = ''] of page.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)) {
      expect(() => JSON.parse(json)).not.toThrow();
      expect(json).not.toMatch(/[<\u2028]/);
    }
    expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  });
});

describe('the page', () => {
  it('allows one script, its own, and fetches nothing', () => {
    const { html } = runReportHtml(sampleReport());
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
    const digest = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`default-src &#39;none&#39;; script-src &#39;sha256-${digest}&#39;`);
    expect(markupOf(sampleReport())).not.toMatch(/(?:src|href)="(?!data:|#)/);
  });

  it('is the same for the same data', () => {
    expect(runReportHtml(sampleReport()).html).toBe(runReportHtml(sampleReport()).html);
  });

  it('has pictures with names of their own, which refer to one another within the page', () => {
    const page = markupOf(sampleReport());
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it('stays small for long trainings', () => {
    expect(runReportHtml(sampleReport({ log: sampleLog(100_000) })).html.length).toBeLessThan(2_000_000);
  });

  it('shows a matrix of many classes without numbers, and none of very many', () => {
    const many = (length: number) => {
      const classes = Array.from({ length }, (_, i) => `class ${i}`);
      return markupOf(
        sampleReport({
          model: { ...sampleModel, classes, confusion: classes.map((_, i) => classes.map((_, j) => Number(i === j))) },
        }),
      );
    };
    expect(many(3)).toContain('class="matrix readable"');
    expect(many(40)).toContain('class="matrix dense"');
    expect(many(200)).not.toContain('<table class="matrix');
    expect(many(200)).toContain('class 199');
  });
});
