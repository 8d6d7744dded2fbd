import { expect, it } from 'vitest';
import { sampleLog } from '../../../test/helpers/sample-report.ts';
import { comparisonHtml } from './comparison.ts';

const evil = '</script><script>alert(1)</script>';
const run = (name: string, accuracy: number) => ({
  log: sampleLog(300, name),
  figures: {
    valAccuracy: { value: accuracy, noise: 0.01 },
    testAccuracy: { value: accuracy, noise: undefined },
    seconds: { value: 9, noise: undefined },
  },
});
const report = {
  runs: [run('first', 0.9), run(evil, 0.95), run('third', 0.905)],
  differences: [{ key: 'optimizer.lr', values: ['0.1', '0.01', undefined] }],
  notes: [`${evil} is still running.`],
};

it('lays curves over one another, and says what is more than noise', () => {
  const { html, sections } = comparisonHtml(report);
  expect(sections).toEqual(['figures', 'config', 'loss', 'accuracy', 'learning-rate', 'gradient-norm', 'notes']);
  expect(html.match(/class="number beyond" title="\+5\.00 % ± 1\.41 beyond the noise"/g)).toHaveLength(1);
  expect(html).toContain('title="+0.50 % ± 1.41 within the noise"');
  expect(html).toMatch(/Best test accuracy<\/dt><dd>95\.00 %/);
  expect(html).toContain('optimizer.lr');
});

it('takes markup in names as text', () => {
  const markup = comparisonHtml(report).html.replace(/<script>.*?<\/script>/s, '');
  expect(markup).not.toContain('<script>');
  expect(markup).toContain('&lt;/script&gt;');
});

it('draws steps and epochs on one axis, and leaves out what nobody has', () => {
  const { series } = sampleLog(300);
  const keras = { ...sampleLog(300, 'keras'), unit: 'epoch' as const };
  const log = { ...keras, series: { trainLoss: { at: Float64Array.of(1, 2), values: Float64Array.of(2, 1) } } };
  const steps = { ...sampleLog(300), series: { loss: series.loss as never, valLoss: series.valLoss as never } };
  const { html, sections } = comparisonHtml({
    runs: [
      { log, figures: {} },
      { log: steps, figures: {} },
    ],
    differences: [],
    notes: [],
  });
  expect(sections).toEqual(['loss', 'notes']);
  expect(html).toContain('"x":"epoch"');
  expect(html).toContain('the accuracy, the learning rate, the gradient norm.');
});
