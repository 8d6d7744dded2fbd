import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PlainProgress } from './plain-progress.ts';
import { openProgress } from './progress.ts';
import { ProgressLine } from './progress-line.ts';

const length = { epochs: 2, totalSteps: 100 };

/** Turns what was written into what stands on the screen: enough of a terminal for log-update, which only goes upwards. */
function screen(output: string): string[] {
  const lines = [''];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is read here
  for (const token of output.match(/\u001b\[[?\d]*[A-Za-z]|\n|[^\u001b\n]+/g) ?? []) {
    if (token === '\n') {
      row += 1;
      lines[row] ??= '';
    } else if (token === '\u001b[2K') lines[row] = '';
    else if (token === '\u001b[1A') row -= 1;
    else if (!token.startsWith('\u001b')) lines[row] += token;
  }
  return lines;
}

async function start() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 24 });
  const clock = { now: 1000 };
  const progress = new ProgressLine(stream, length, () => clock.now);
  await progress.ready;
  let output = '';
  stream.on('data', (chunk) => {
    output += chunk;
  });
  const step = (number: number) =>
    progress.step({ step: number, epoch: number <= 50 ? 1 : 2, loss: 1.5, images: 32 * number, seconds: number / 10 });
  const steps = (from: number, to: number) => {
    for (let number = from; number <= to; number++) step(number);
  };
  return { progress, clock, stream, step, steps, output: () => output };
}

describe('ProgressLine', () => {
  it('draws one line over and over', async () => {
    const { progress, clock, step, steps, output } = await start();
    steps(1, 24);
    clock.now += 100;
    step(25);
    expect(screen(output())).toEqual(['epoch 1/2  ━━━━━━━─────────────────────  loss 1.5000  320 images/s  7.5 s left', '']);
    const times = { trainSeconds: 5, evaluationSeconds: 0.1, imagesPerSecond: 320 };
    progress.epoch({ epoch: 1, trainLoss: 1.5, trainAccuracy: 0.5, valLoss: 1.4, valAccuracy: 0.6123 }, times);
    expect(screen(output())).toEqual([
      'epoch 1/2  ━━━━━━━─────────────────────  loss 1.5000  val 61.23 %  320 images/s  7.6 s left',
      '',
    ]);
    progress.end();
  });

  it('draws at most ten times a second', async () => {
    const { clock, step, output, progress } = await start();
    for (let i = 1; i <= 100; i++) {
      clock.now += 10;
      step(i);
    }
    expect(stripVTControlCharacters(output()).match(/epoch/g)?.length).toBe(10);
    progress.end();
  });

  it('keeps notes above the line', async () => {
    const { progress, steps, output } = await start();
    progress.note('training runs/x-001');
    steps(1, 50);
    progress.note('Interrupted:\nsaving.');
    const line = 'epoch 1/2  ━━━━━━━━━━━━━━──────────────  loss 1.5000  320 images/s  5.0 s left';
    expect(screen(output())).toEqual(['training runs/x-001', 'Interrupted:', 'saving.', line, '']);
    progress.end();
  });

  it('takes the line away at the end, and shows nothing but notes thereafter', async () => {
    const { progress, clock, step, output } = await start();
    step(50);
    progress.end();
    progress.end();
    clock.now += 1000;
    step(51);
    progress.note('saved');
    expect(screen(output())).toEqual(['saved', '']);
  });

  it('follows the width of the terminal', async () => {
    const { progress, clock, stream, step, output } = await start();
    stream.columns = 38;
    step(1);
    expect(screen(output())).toEqual(['epoch 1/2  ──────  loss 1.5000', '']);
    stream.columns = 30;
    clock.now += 100;
    step(50);
    expect(screen(output())).toEqual(['epoch 1/2  ━━━───', '']);
    progress.end();
  });

  it('can be ended before it has begun', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
    const progress = new ProgressLine(stream, length);
    progress.note('early');
    progress.end();
    await progress.ready;
    progress.step({ step: 1, epoch: 1, loss: 1, images: 1, seconds: 1 });
    expect(String(stream.read())).toBe('early\n');
  });
});

describe('openProgress', () => {
  it('draws on a terminal and prints elsewhere', () => {
    expect(openProgress(new PassThrough(), length)).toBeInstanceOf(PlainProgress);
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    expect(openProgress(terminal, length, {})).toBeInstanceOf(ProgressLine);
    expect(openProgress(terminal, length, { NO_COLOR: '1' })).toBeInstanceOf(PlainProgress);
  });
});
