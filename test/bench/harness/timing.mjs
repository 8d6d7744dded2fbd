import { epochMilliseconds } from './clock.mjs';
import { watchForeignLoad } from './foreign-load.mjs';

/**
 * Times training steps, the same way for every library that runs in Node.js (`peers/torch_peer.py` does it alike): the first
 * step, measured from the start of the process; then steps that do not count, for `warmUpSeconds`; then steps for `seconds`,
 * one at least. Garbage collection and reading the loss are part of a step.
 *
 * @param step does step i and returns its loss, or a promise of it.
 * @param afterFirst waits for what starts in the background.
 */
export async function timeSteps(step, { seconds, warmUpSeconds, startedAt, cores, batch }, afterFirst = async () => {}) {
  let steps = 0;
  let loss = Number.NaN;
  const next = async () => {
    const result = step(steps);
    loss = typeof result === 'number' ? result : await result;
    steps += 1;
  };
  const began = performance.now();
  await next();
  const firstStepSeconds = (epochMilliseconds() - startedAt) / 1000;
  checkLoss(loss);
  await afterFirst();
  // A step this slow has nothing to warm up for.
  if (performance.now() - began < SLOW_MILLISECONDS) await during(warmUpSeconds, next);
  const before = steps;
  const foreignLoad = watchForeignLoad(cores);
  const elapsed = await during(seconds, next);
  const foreignCores = foreignLoad();
  checkLoss(loss);
  const msPerStep = elapsed / (steps - before);
  return {
    msPerStep,
    imagesPerSecond: (1000 * batch) / msPerStep,
    firstStepSeconds,
    peakMegabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    steps: steps - before,
    foreignCores,
  };
}

const SLOW_MILLISECONDS = 3000;

/** @returns the milliseconds that it took. */
async function during(seconds, next) {
  const began = performance.now();
  do await next();
  while (performance.now() - began < 1000 * seconds);
  return performance.now() - began;
}

/** A network that has diverged may be faster or slower than one that learns. */
function checkLoss(loss) {
  if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
}
