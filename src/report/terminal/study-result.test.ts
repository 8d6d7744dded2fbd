import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { sampleAnalysis, sampleStudy } from '../../../test/helpers/sample-study.ts';
import type { StudyView } from '../study-view.ts';
import { studyResult } from './study-result.ts';
import { makeStyle } from './style.ts';

const lines = (view: StudyView, width = 100, top?: number) => studyResult(view, makeStyle(width, 0), top).split('\n');
const view = sampleStudy({ view: sampleAnalysis });

it('begins with the best trial, how it was configured, and how to train it again', () => {
  expect(lines(view).slice(0, 7)).toEqual([
    'best: trial 6   validation accuracy 98.88 %, loss 0.0450',
    '   optimizer.lr           0.03252',
    '   optimizer.weightDecay  0',
    '   optimizer.type         adam',
    '   model.0.channels       28',
    '  as: --optimizer.lr 0.03252 --optimizer.weightDecay 0 --optimizer.type adam --model.0.channels 28',
    '  again: cnn-run train runs/mnist-sweep-001/trials/0006/config.yaml',
  ]);
});

it('has the best few in a table, the best first', () => {
  const table = lines(view, 120, 2).slice(8, 12);
  expect(table.map((line) => line.split(/ {2,}/).map((cell) => cell.trim()))).toEqual([
    ['', 'trial', 'lr', 'weightDecay', 'type', 'momentum', 'channels', 'val accuracy', 'val loss', 'epochs', 'state', 'seconds'],
    [expect.stringMatching(/^─+$/)],
    ['1', '6', '0.03252', '0', 'adam', '28', '98.88 %', '0.0450', '5', 'completed', '4.5'],
    ['2', '10', '0.03322', '1e-5', 'adam', '8', '98.44 %', '0.0622', '5', 'completed', '4.2'],
  ]);
});

it('cuts no number, and keeps what it goes by, where there is little room', () => {
  const narrow = lines(view, 80, 3).slice(8, 13);
  expect(narrow.join('\n')).toMatch(/0\.03252 .*adam .* 28 .* 98\.88 %/);
  expect(narrow.join('\n')).not.toContain('seconds');
  const narrower = lines(view, 46, 1).slice(8).join('\n');
  expect(narrower).toMatch(/hyperparameters +val accuracy/);
  expect(narrower.replace(/\s+/g, ' ')).toContain('lr 0.03252, weightDecay 98.88 % 0, type adam, channels 28');
});

it('no line but those to copy is wider than the terminal', () => {
  for (const width of [80, 40]) {
    const wide = lines(view, width, 3).filter((line) => line.length > width && !/^ {2}(?:as|again|try): /.test(line));
    expect(wide).toEqual([]);
  }
});

it('says how trials ended, what mattered, what cannot be told apart, and where to widen', () => {
  const text = lines(view).join('\n');
  expect(text).toContain('24 trials: 20 completed, 3 pruned, 1 diverged; 1 min 47 s of training');
  expect(text).toContain('3  pruned    its accuracy of ... % is below the median of ... trials after epoch 2');
  expect(text).toMatch(/optimizer\.lr +71 % +± 6 +█+/);
  expect(text).toMatch(/not told apart: several together, noise, too few trials +14 %/);
  expect(text).toMatch(/ 2 +5 +98\.10 % +± 0\.16 +not distinguishable/);
  expect(text).toMatch(/ 3 +5 +97\.12 % +± 0\.19 +worse than the best/);
  expect(text).toContain('Trials 1 and 2 cannot be told apart.');
  const [edge = { key: '', text: '', override: '' }] = view.edges;
  const twice = lines({ ...view, edges: [edge, { ...edge, key: 'other', text: 'The other.' }] });
  expect(twice.filter((line) => line.includes('try:'))).toHaveLength(1);
  expect(twice[twice.indexOf('The other.') + 1]).toBe('  try: --space model.0.channels=int:4..64/4');
  const alone = { of: 1, values: [0.9], mean: 0.9, deviation: undefined, interval: undefined, isWorse: undefined };
  const repeats = { trials: [alone, { ...alone, of: 2 }], statements: [] };
  expect(lines({ ...view, repeats }).filter((line) => / 90\.00 %/.test(line))).toEqual([
    expect.stringMatching(/^ +1 +1 +90\.00 % *$/),
    expect.stringMatching(/^ +2 +1 +90\.00 % +not compared$/),
  ]);
  expect(text).toContain('  try: --space model.0.channels=int:4..64/4');
});

it('calls the rest of a complete grid what it is', () => {
  const importance = { keys: [{ key: 'optimizer.lr', share: 0.7, deviation: 0.2 }], unexplained: 0.3 };
  const text = lines(sampleStudy({ view: { importance: { ...importance, method: 'grid', trials: 16 } } })).join('\n');
  expect(text).toMatch(/several together, and noise +30 %/);
  expect(text).not.toContain('too few trials');
});

it('goes by the loss where the study does', () => {
  const byLoss = sampleStudy({ header: { metric: 'valLoss' } });
  expect(lines(byLoss)[0]).toBe('best: trial 6   validation loss 0.0450');
});

it('has something to say without results', () => {
  expect(lines(sampleStudy({ trials: 0 }))).toEqual(['No trial was trained to its end.']);
  const { study } = sampleStudy({ trials: 2 });
  const reason = 'cannot\u001b[31m read\nthe data';
  const failed = study.trials.map((trial) => ({
    ...{ ...trial, state: 'failed' as const, reason, params: {} },
    ...{ valAccuracy: undefined, valLoss: undefined },
  }));
  const text = studyResult({ ...sampleStudy(), study: { ...study, trials: failed } }, makeStyle(80, 1));
  expect(stripVTControlCharacters(text)).toContain('2 trials: 2 failed');
  expect(stripVTControlCharacters(text)).toMatch(/2 +failed +cannot read the data/);
});
