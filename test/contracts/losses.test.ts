import { describe, expect, it } from 'vitest';
import { losses } from '../../src/nn/losses/index.ts';
import { Engine } from '../../src/tensor/engine.ts';

describe.each([...losses])('loss $name', (entry) => {
  const create = () => entry.create(entry.options.parse({}));

  it('describes itself and every option', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [name, option] of Object.entries(entry.options.shape)) expect(option.description, name).toMatch(/\.$/);
    expect(create().name).toBe(entry.name);
  });

  it('refuses options that it does not know', () => {
    expect(entry.options.safeParse({ unheardOf: 1 }).success).toBe(false);
  });

  it.each([1, 2, 3, 10])('starts where it says on outputs of zero, %i classes', (classes) => {
    const { loss } = run(Array(5 * classes).fill(0), [0, classes - 1, 0, classes - 1, 0], classes);
    expect(loss).toBe(Math.fround(create().expectedInitialLoss(classes)));
  });

  it('falls along its negative gradient', () => {
    const labels = [2, 0, 1];
    let logits = [0.5, -1, 2, 0.1, 0.2, 0.3, -2, 1, 1];
    const losses = [];
    for (let i = 0; i < 10; i++) {
      const { loss, gradient } = run(logits, labels, 3);
      losses.push(loss);
      logits = logits.map((value, at) => value - 0.1 * (gradient[at] as number));
    }
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    expect(new Set(losses).size).toBe(10);
  });

  it('gives the same bits twice', () => {
    const logits = Array.from({ length: 70 }, (_, i) => Math.fround((i * 0.37) % 1.9));
    const labels = Array.from({ length: 7 }, (_, i) => i);
    expect(run(logits, labels, 10)).toEqual(run(logits, labels, 10));
  });

  it('is NaN where an output is', () => {
    expect(run([0, 1, Number.NaN], [0], 3).loss).toBeNaN();
  });

  it('refuses outputs that are not one row of classes per example', () => {
    const images = new Engine().persistent([2, 3, 4, 4], 'lanes');
    expect(() => create().apply(images, 0)).toThrow(`${entry.name}: the logits are not one row of classes per example`);
  });

  function run(logits: readonly number[], labels: readonly number[], classes: number) {
    const engine = new Engine();
    const x = engine.persistent([labels.length, classes], 'lanes', true).set(logits);
    const address = engine.memory.allocate(4 * labels.length);
    engine.memory.int32(address, labels.length).set(labels);
    return engine.step(() => {
      const loss = create().apply(x, address);
      expect([loss.shape, loss.layout]).toEqual([[], 'dense']);
      engine.tape.backward(loss);
      return { loss: loss.toArray()[0] as number, gradient: [...(x.gradientArray() as Float32Array)] };
    });
  }
});

describe('crossEntropy options', () => {
  const { options } = losses.get('crossEntropy');

  it.each([-0.1, 1, Number.NaN, '0.1'])('refuse a label smoothing of %s', (labelSmoothing) => {
    expect(options.safeParse({ labelSmoothing }).success).toBe(false);
  });

  it('pass label smoothing on', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 2], 'lanes').set([40, 0]);
    const address = engine.memory.allocate(4);
    const entry = losses.get('crossEntropy');
    const smoothed = engine.step(
      () =>
        entry
          .create(options.parse({ labelSmoothing: 0.5 }))
          .apply(x, address)
          .toArray()[0],
    );
    expect(smoothed).toBe(10); // a quarter of the target on a class with log probability -40
  });
});

describe('hinge options', () => {
  const { options, create } = losses.get('hinge');

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1'])('refuse a margin of %s', (margin) => {
    expect(options.safeParse({ margin }).success).toBe(false);
  });

  it('pass the margin on', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 3], 'lanes').set([1, 0.5, 2]);
    const address = engine.memory.allocate(4);
    const loss = create(options.parse({ margin: 2.5 }));
    expect(engine.step(() => loss.apply(x, address).toArray()[0])).toBe(5.5); // 0.5 - 1 + 2.5 and 2 - 1 + 2.5
    expect(loss.expectedInitialLoss(3)).toBe(5);
  });
});
