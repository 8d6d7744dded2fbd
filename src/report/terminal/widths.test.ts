import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUN_STATUSES } from '../../records/run-summary.ts';
import { planList } from './plan-list.ts';
import { kernelTimesTable, layerTimesTable, threadTimesTable, trainingTimesTable } from './profile-tables.ts';
import { makeStyle, type Style } from './style.ts';
import { classTable, confusionTable, epochTable, layersTable, runsTable, summaryTable } from './tables.ts';

/** Draws with and without colours. @throws when a line is too wide or the texts differ. */
function check(width: number, draw: (style: Style) => string): void {
  const plain = draw(makeStyle(width, 0));
  for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  expect(stripVTControlCharacters(draw(makeStyle(width, 1))).replace(/ +$/gm, '')).toBe(plain);
}

const width = fc.integer({ min: 40, max: 200 });
const name = fc.stringMatching(/^[ -~]{0,40}$/);
const size = fc.nat({ max: 10_000_000_000 });
const fraction = fc.option(fc.double({ min: 0, max: 1 }), { nil: undefined });
const loss = fc.oneof(fc.double({ min: 0, max: 10 }), fc.float());
const few = { numRuns: 30, seed: 1 };

it('keeps tables of epochs within the width', () => {
  const row = fc.record({
    epoch: fc.nat(9999),
    trainLoss: loss,
    trainAccuracy: fc.double({ min: 0, max: 1 }),
    valLoss: loss,
    valAccuracy: fraction,
  });
  fc.assert(
    fc.property(width, fc.array(row, { maxLength: 6 }), (columns, rows) => check(columns, (style) => epochTable(rows, style))),
    few,
  );
});

it('keeps tables of layers within the width', () => {
  const row = fc.record({
    ...{ name, type: name, outputShape: fc.array(fc.nat(2000), { maxLength: 3 }), parameters: size, macs: size },
    ...{ receptiveField: fc.constantFrom('1 x 1', '224 x 224'), activationBytes: size },
  });
  fc.assert(
    fc.property(width, fc.array(row, { maxLength: 6 }), (columns, rows) => check(columns, (style) => layersTable(rows, style))),
    few,
  );
});

it('keeps tables of runs within the width', () => {
  const summary = fc.record({
    ...{ run: name, status: fc.constantFrom(...RUN_STATUSES), epochs: fc.nat(9999), trainLoss: loss, bestValAccuracy: fraction },
    ...{ testAccuracy: fc.constantFrom(null, 0.99), seconds: fc.double({ min: 0, max: 1e7 }) },
  });
  const run = fc.record({
    ...{ name, path: name, status: fc.constantFrom('broken' as const, ...RUN_STATUSES), configName: name },
    ...{ problem: fc.option(name, { nil: undefined }), summary: fc.option(summary, { nil: undefined }) },
    created: fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(width, fc.array(run, { maxLength: 6 }), (columns, runs) => check(columns, (style) => runsTable(runs, style))),
    few,
  );
});

it('keeps tables of classes within the width', () => {
  const classified = fc.array(name, { minLength: 1, maxLength: 24 }).chain((classes) => {
    const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(20_000)), { minLength: classes.length, maxLength: classes.length });
    return fc.record({
      classes: fc.constant(classes),
      confusion: fc.array(counts, { minLength: classes.length, maxLength: classes.length }),
    });
  });
  fc.assert(
    fc.property(width, classified, (columns, { classes, confusion }) => {
      check(columns, (style) => classTable(classes, confusion, style));
      check(columns, (style) => confusionTable(classes, confusion, style));
    }),
    few,
  );
});

it('keeps summaries within the width', () => {
  const pair = fc.tuple(fc.stringMatching(/^[a-z ]{1,25}$/), fc.stringMatching(/^[ -~]{0,300}$/));
  fc.assert(
    fc.property(width, fc.array(pair, { maxLength: 10 }), (columns, pairs) =>
      check(columns, (style) => summaryTable(pairs, style)),
    ),
    few,
  );
});

const times = fc.double({ min: 0, max: 100_000, noNaN: true });
const timed = { name, milliseconds: times, share: fc.double({ min: 0, max: 1, noNaN: true }) };
const algorithm = fc.constantFrom('direct', 'winograd', 'Winograd F(4x4, 3x3)');
const pass = fc.constantFrom('forward', 'weight gradient', 'input gradient', 'backward');

it('keeps profiles within the width', () => {
  const layer = fc.record({
    ...{ ...timed, type: name, forwardMilliseconds: times, backwardMilliseconds: times },
    gigaflops: fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { nil: undefined }),
    algorithms: fc.array(fc.record({ pass, algorithm }), { maxLength: 3 }),
  });
  const rows = <T>(row: fc.Arbitrary<T>) => fc.array(row, { maxLength: 6 });
  const profile = fc.record({
    layers: rows(layer),
    parts: rows(fc.record(timed)),
    kernels: rows(fc.record({ ...timed, calls: fc.nat(1000) })),
    threads: rows(fc.record({ thread: fc.nat(64), busyMilliseconds: times, share: timed.share })),
    training: rows(fc.record({ name, seconds: times })),
  });
  fc.assert(
    fc.property(width, profile, (columns, { layers, parts, kernels, threads, training }) => {
      check(columns, (style) => layerTimesTable(layers, parts, style));
      check(columns, (style) => kernelTimesTable(kernels, style));
      check(columns, (style) => threadTimesTable(threads, style));
      check(columns, (style) => trainingTimesTable(training, style));
    }),
    few,
  );
});

it('keeps plans within the width', () => {
  const kernel = fc.record({ kernel: fc.stringMatching(/^[a-z_]{1,40}$/), calls: fc.nat(9), parts: fc.nat(24) });
  const kernels = fc.array(kernel, { maxLength: 5 });
  const planned = fc.record({
    ...{ pass, kernels, multiplyAdds: fc.option(size, { nil: undefined }), algorithm: fc.option(algorithm, { nil: undefined }) },
    costs: fc.array(fc.record({ algorithm, cost: fc.double({ min: 1, max: 1e12, noNaN: true }) }), { maxLength: 3 }),
  });
  const path = fc.stringMatching(/^[A-Za-z0-9_.]{1,60}$/);
  const layer = fc.record({ name: path, type: path, bytes: size, passes: fc.array(planned, { maxLength: 3 }) });
  const plan = fc.record({
    layers: fc.array(layer, { maxLength: 6 }),
    parts: fc.array(fc.record({ name: pass, kernels }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(width, plan, (columns, rows) => check(columns, (style) => planList(rows, style))),
    few,
  );
});
