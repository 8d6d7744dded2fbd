import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { sampleStudy } from '../../../test/helpers/sample-study.ts';
import { type LiveStudy, liveStudy, type RunningTrial } from './live-study.ts';
import { makeStyle } from './style.ts';

const { study } = sampleStudy();
const running: RunningTrial[] = [24, 25].map((index) => ({
  ...{ index, params: study.trials[4]?.params ?? {}, epoch: 2, epochs: 5, done: 0.31, loss: 0.1234 },
  ...{ valAccuracy: index === 24 ? 0.97 : undefined, valLoss: undefined },
}));
const state: LiveStudy = { header: study.header, finished: study.trials, running, total: 40, secondsLeft: 77 };
const draw = (change: Partial<LiveStudy>, lines = 14, width = 120) =>
  liveStudy({ ...state, ...change }, lines, makeStyle(width, 0)).split('\n');

it('shows the best on top, then what runs and how far it is, then how far the study is', () => {
  const lines = draw({});
  expect(lines[2]).toMatch(/^ +6 +0\.03252 .*98\.88 %/);
  expect(lines[3]).toMatch(/^ +10 .*98\.44 %/);
  expect(lines.at(-3)).toMatch(/^ +24 .* 97\.00 % .*epoch 2\/5, 31 % +0\.1234$/);
  expect(lines.at(-2)).toMatch(/^ +25 .* - .*epoch 2\/5, 31 %/);
  expect(lines.at(-1)).toMatch(/^━{15}─{9} {2}24 of 40 trials {2}3 pruned, 1 diverged {2}1 min 17 s left$/);
});

it('takes no more lines and columns than there are', () => {
  for (const lines of [6, 12]) expect(draw({}, lines).length).toBe(lines);
  const many = Array.from({ length: 30 }, (_, i) => ({ ...(running[0] as RunningTrial), index: 100 + i }));
  const drawn = draw({ running: many }, 10);
  expect(drawn).toHaveLength(10);
  expect(drawn[2]).toMatch(/^ +6 /);
  for (const width of [80, 40]) {
    for (const line of draw({}, 7, width)) expect(line.length).toBeLessThanOrEqual(width);
  }
});

it('dims what was pruned, but not what was completed', () => {
  const pruned = study.trials.filter(({ state: ended }) => ended === 'pruned').slice(0, 1);
  const best = study.trials.slice(1, 3);
  const painted = liveStudy({ ...state, finished: [...best, ...pruned] }, 14, makeStyle(120, 1)).split('\n');
  const cell = (index: number | undefined) =>
    painted.find((line) => new RegExp(`^ *${index} `).test(stripVTControlCharacters(line))) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  expect(cell(pruned[0]?.index)).toMatch(/^ *\u001b\[2m/);
  expect(cell(1)).toMatch(/^ *1 /);
});

it('begins with nothing, and does not know an end where only a time is given', () => {
  expect(draw({ finished: [], running: [], secondsLeft: Number.NaN }).join('')).toMatch(/^─{24} {2}0 of 40 trials$/);
  const started = running.map((trial) => ({ ...trial, loss: Number.NaN, done: 0, epoch: 1 }));
  expect(draw({ finished: [], running: started })[2]).toMatch(/epoch 1\/5, 0 %$/);
  expect(draw({ total: Number.POSITIVE_INFINITY, secondsLeft: Number.NaN }).at(-1)).toBe('24 trials  3 pruned, 1 diverged');
});
