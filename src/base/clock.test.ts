import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { clock, costOfClock } from './clock.ts';

it('never goes backwards, and tells less than a tenth of a millisecond apart', () => {
  let differences = 0;
  for (let i = 0, before = clock(); i < 10_000; i++) {
    const now = clock();
    expect(now).toBeGreaterThanOrEqual(before);
    if (now > before && now - before < 0.1) differences += 1;
    before = now;
  }
  expect(differences).toBeGreaterThan(100);
});

it('knows what a reading costs', () => {
  expect(costOfClock()).toBeGreaterThan(0);
  expect(costOfClock()).toBeLessThan(0.01);
});

it('is the same clock on another thread', async () => {
  const body = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(new URL('../../dist/base/clock.js', import.meta.url).href)}).then(({ clock }) => {
      parentPort.on('message', () => parentPort.postMessage(clock()));
      parentPort.postMessage('ready');
    });`;
  const worker = new Worker(body, { eval: true });
  const answer = () => new Promise<unknown>((resolve) => worker.once('message', resolve));
  expect(await answer()).toBe('ready');
  for (let i = 0; i < 20; i++) {
    const before = clock();
    worker.postMessage('tell');
    const there = await answer();
    // The two origins are each known to a fraction of a microsecond.
    expect(there).toBeGreaterThan(before - 0.002);
    expect(there).toBeLessThan(clock() + 0.002);
  }
  await worker.terminate();
});
