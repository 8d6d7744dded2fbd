/** Measures steps of a config early and late in a training: their time (the median) and what memory is taken. */
import { median } from '../harness/statistics.mjs';
import { openTraining } from '../harness/training.mjs';

const EARLY = 10;
const LATE = 5000;
const STEPS = 100;

const { config, threads } = JSON.parse(process.argv[2]);
const { experiment, step } = await openTraining(config, threads);
await experiment.engine.allThreadsReady();
let steps = 0;
const early = measureFrom(EARLY);
const late = measureFrom(LATE);
await experiment.engine.stopThreads();
console.log(JSON.stringify({ early, late }));

function measureFrom(first) {
  while (steps < first) step(steps++);
  const times = Array.from({ length: STEPS }, () => {
    const began = performance.now();
    step(steps++);
    return performance.now() - began;
  });
  return {
    msPerStep: median(times),
    engineBytes: experiment.engine.memory.reserved,
    residentMegabytes: process.memoryUsage.rss() / 1e6,
  };
}
