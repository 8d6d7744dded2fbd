import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PlainProgress } from './plain-progress.ts';

/** A progress whose clock the test turns, and the lines it has printed so far. */
function start() {
  const stream = new PassThrough();
  const clock = { now: 0 };
  const progress = new PlainProgress(stream, { epochs: 2, totalSteps: 2000 }, () => clock.now);
  /** Steps of a tenth of a second with 32 images each. */
  const steps = (from: number, to: number, loss: number) => {
    for (let step = from; step <= to; step++) {
      clock.now += 100;
      progress.step({ step, epoch: step <= 1000 ? 1 : 2, loss, images: 32 * step, seconds: step / 10 });
    }
  };
  return { progress, clock, steps, lines: () => String(stream.read() ?? '') };
}

describe('PlainProgress', () => {
  it('prints a line every ten seconds and one for each epoch', () => {
    const { progress, clock, steps, lines } = start();
    progress.note('training runs/x-001');
    expect(lines()).toBe('training runs/x-001\n');
    steps(1, 99, 2);
    expect(lines()).toBe('');
    steps(100, 1000, 2);
    const inBetween = lines().split('\n');
    expect(inBetween.length).toBe(11);
    expect(inBetween[0]).toBe('epoch 1/2   step 100/2,000   loss 2.0000   320 images/s   3 min 10 s left');
    expect(inBetween[9]).toBe('epoch 1/2   step 1,000/2,000   loss 2.0000   320 images/s   1 min 40 s left');
    const result = { epoch: 1, trainLoss: 0.25, trainAccuracy: 0.9312, valLoss: 0.0812, valAccuracy: 0.97512 };
    progress.epoch(result, { trainSeconds: 100, evaluationSeconds: 4, imagesPerSecond: 12_345.6 });
    expect(lines()).toBe(
      'epoch 1/2   loss 0.2500   accuracy 93.12 %   val loss 0.0812   val accuracy 97.51 %   12,346 images/s   1 min 44 s\n',
    );
    clock.now += 9_900;
    steps(1001, 1001, 2);
    // 99.9 s of training and the evaluation of the second epoch.
    expect(lines()).toBe('epoch 2/2   step 1,001/2,000   loss 2.0000   320 images/s   1 min 44 s left\n');
  });

  it('prints nothing between short epochs, and no validation that is not there', () => {
    const { progress, clock, steps, lines } = start();
    clock.now = 9_000;
    steps(1, 5, 1);
    const result = { epoch: 1, trainLoss: Number.NaN, trainAccuracy: 0.1 };
    progress.epoch(result, { trainSeconds: 0.5, evaluationSeconds: 0, imagesPerSecond: 320 });
    steps(1001, 1050, 1);
    expect(lines()).toBe('epoch 1/2   loss NaN   accuracy 10.00 %   320 images/s   0.5 s\n');
    progress.end();
    progress.note('saved');
    expect(lines()).toBe('saved\n');
  });

  it('shows the average of the losses, and passes over one that is not finite', () => {
    const { clock, steps, lines } = start();
    steps(1, 1, 4);
    steps(2, 2, Number.NaN);
    clock.now = 20_000;
    steps(3, 3, 2);
    expect(lines()).toContain('   loss 2.9931   ');
  });
});
