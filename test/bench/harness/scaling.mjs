/**
 * How the cost of an image changes with the size of the problem. More work at once must never cost more per multiply-add, and
 * a step late in a training must not take longer than an early one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networks as benchmarkNetworks } from '../networks.mjs';
import { trainingContender } from './contenders.mjs';
import { measureGrowth } from './own.mjs';
import { measureInRounds, REPEATED_SHARE } from './rounds.mjs';
import { numberText } from './statistics.mjs';
import { plainTable } from './tables.mjs';

/** One axis each; the others stay where `BASE` has them. */
const BASE = { batch: 32, size: 32, width: 32, depth: 4 };
const AXES = {
  batch: { title: 'batch size', values: [1, 2, 4, 8, 16, 32, 64, 128, 256] },
  size: { title: 'image size', values: [8, 12, 16, 20, 24, 28, 32, 48, 64] },
  width: { title: 'width (channels)', values: [8, 12, 16, 24, 32, 48, 64, 96, 128] },
  depth: { title: 'depth (convolutions)', values: [2, 4, 8, 16, 32] },
};
const CLIFF = 1.5;
const WARM_UP_SECONDS = 0.2;

/** The networks of the study: one value of one axis each, the others as in `BASE`. */
export const points = Object.entries(AXES).flatMap(([axis, { values }]) =>
  values.map((value) => ({ axis, value, config: configOf({ ...BASE, [axis]: value }) })),
);

/** @returns lines of text: a table for each axis and one for growth. */
export function studyScaling({ rounds, seconds, threads: [threads] }, log) {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-run-scaling-'));
  try {
    const networks = points.map(({ axis, value, config }) => {
      const file = join(folder, `${axis}-${value}.json`);
      writeFileSync(file, JSON.stringify(config));
      return { letter: `${axis} ${value}`, config: file };
    });
    const timing = { seconds, warmUpSeconds: Math.min(WARM_UP_SECONDS, seconds) };
    const repeats = Math.ceil(REPEATED_SHARE * rounds * networks.length);
    const samples = measureInRounds(networks, [trainingContender(threads, timing)], { rounds, repeats, log });
    log('growth');
    return [...Object.keys(AXES).flatMap((axis) => axisReport(axis, samples)), ...growthReport(threads, rounds)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A stack of 3x3 convolutions with batch normalisation, the size of the image kept throughout. */
function configOf({ batch, size, width, depth }) {
  const block = [{ type: 'conv2d', channels: width, kernel: 3, padding: 'same' }, 'batchNorm2d', 'relu'];
  return {
    data: {
      ...{ dataset: 'synthetic', channels: 3, height: size, width: size, classes: 10 },
      ...{ train: Math.max(256, batch), test: 16, split: { validation: 0 } },
    },
    model: [...Array(depth).fill(block).flat(), 'globalAvgPool', 'flatten', { type: 'linear', features: 'classes' }],
    optimizer: { type: 'sgd', lr: 0.001, momentum: 0.9 },
    train: { batchSize: batch },
  };
}

function axisReport(axis, samples) {
  const { title, values } = AXES[axis];
  const rows = values.map((value) => {
    const those = samples.filter(({ network }) => network === `${axis} ${value}`);
    // The fastest of the rounds: what others do to the machine only ever adds.
    const { msPerStep, batch, macs, peakMegabytes } = those.toSorted((a, b) => a.msPerStep - b.msPerStep)[0];
    const perImage = msPerStep / batch;
    return { value, perImage, peakMegabytes, gigaflops: (6 * macs) / perImage / 1e6 };
  });
  const others = Object.entries(BASE)
    .filter(([name]) => name !== axis)
    .map(([name, value]) => `${name} ${value}`);
  const cells = rows.map(({ value, perImage, gigaflops, peakMegabytes }, i) => [
    ...[String(value), numberText(perImage), numberText(gigaflops), numberText(peakMegabytes)],
    i > 0 && isCliff(rows[i - 1].gigaflops, gigaflops) ? `CLIFF: ${numberText(rows[i - 1].gigaflops / gigaflops)} times` : '',
  ]);
  const header = [title, 'ms/image', 'GFLOP/s', 'peak MB', 'per multiply-add, against the row above'];
  return [`Cost against ${title} (${others.join(', ')})`, ...plainTable([header, ...cells]), ''];
}

/** Whether more work at once runs so much slower that something has gone wrong. */
export function isCliff(before, after) {
  return before / after > CLIFF;
}

/** The time of early steps and of late ones, and the memory. */
function growthReport(threads, rounds) {
  const small = benchmarkNetworks.filter(({ letter }) => letter === 'A' || letter === 'D');
  const rows = small.map(({ letter, config }) => {
    const results = Array.from({ length: Math.min(rounds, 2) }, () => measureGrowth(config, threads));
    const { early, late } = results.toSorted(
      (a, b) => a.late.msPerStep / a.early.msPerStep - b.late.msPerStep / b.early.msPerStep,
    )[0];
    const ratio = late.msPerStep / early.msPerStep;
    const more = late.engineBytes - early.engineBytes;
    return [
      letter,
      numberText(early.msPerStep),
      numberText(late.msPerStep),
      `${numberText(ratio)}${ratio > CLIFF ? '  GROWS' : ''}`,
      `${numberText(early.engineBytes / 1e6)}${more > 0 ? `  GROWS by ${more} bytes` : ''}`,
      `${numberText(early.residentMegabytes)} -> ${numberText(late.residentMegabytes)}`,
    ];
  });
  const header = ['network', 'ms, steps 10-110', 'ms, steps 5,000-5,100', 'ratio', 'engine MB', 'resident MB'];
  return ['Growth over a training', ...plainTable([header, ...rows])];
}
