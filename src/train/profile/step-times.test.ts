import { expect, it } from 'vitest';
import { TIMES } from '../../kernels/team-timing.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Program } from '../../tensor/program.ts';
import type { StepRecord } from './profiler.ts';
import { typicalStep } from './step-times.ts';

const READING = 0.5;

/** A program of two calls and one of one, captured for real; only the times are made up. */
function programs(): readonly [Program, Program] {
  const engine = new Engine();
  const address = engine.memory.allocate(16);
  const run = () => engine.run('fill', address, 4, 0);
  const layers = engine.capture(() => {
    engine.labels.layer('a', run);
    engine.labels.layer('b', run);
  });
  return [layers, engine.capture(() => engine.labels.part('update', run))];
}

const [step, update] = programs();

/**
 * Loads from 0 to 10; runs the programs from 10 to 50, kernels from 12 to 20 and from 21 to 30 (released at 40); logs from 50
 * to 53; updates from 53 to 60, kernel from 54 to 58.
 * @param delay comes on top of the time of the first kernel and moves all that follows.
 */
function record(delay: number, helper?: readonly number[]): StepRecord {
  const at = (time: number) => (time > 12 ? time + delay : time);
  const times = (...readings: number[]) => Float64Array.from(readings.map(at));
  const lap = (part: StepRecord['laps'][number]['part'], began: number, ended: number) => ({
    part,
    began: at(began),
    ended: at(ended),
  });
  return {
    step: 1,
    began: 0,
    ended: at(60),
    laps: [lap('load batch', 0, 10), lap('programs', 10, 50), lap('log', 50, 53), lap('update', 53, 60)],
    runs: [
      {
        program: step,
        timings: [times(12, 20, 20, 21, 30, 40), ...(helper === undefined ? [] : [Float64Array.from(helper)])],
      },
      { program: update, timings: [times(54, 58, 58), ...(helper === undefined ? [] : [times(54, 54, 58)])] },
    ],
  };
}

it('takes the readings of the clock off, and adds up to the step without them', () => {
  const { calls, loadBatch, log, javascript, busy } = typicalStep([record(0)], 1, READING);
  expect(calls.map(({ kernel, label, milliseconds }) => [kernel, label.name, milliseconds])).toEqual([
    ['fill', 'a', 8 - READING],
    ['fill', 'b', 19 - 2 * READING],
    ['fill', 'update', 4 - READING],
  ]);
  expect({ loadBatch, log }).toEqual({ loadBatch: 10, log: 3 });
  // 10 to 12, 20 to 21, 40 to 50, 53 to 54, 58 to 60.
  expect(javascript).toBe(2 + 1 + 10 + 1 + 2 - 5 * READING);
  expect(busy).toEqual([8 + 9 + 4 - 3 * READING]);
  const whole = calls.reduce((sum, { milliseconds }) => sum + milliseconds, 0) + loadBatch + log + javascript;
  expect(whole).toBe(60 - (3 + 1 + 5) * READING);
});

it('takes the median, so that a disturbance of a few steps does not count', () => {
  const calm = typicalStep([record(0)], 1, READING);
  expect(typicalStep([record(0), record(1000), record(0), record(0), record(500)], 1, READING)).toEqual(calm);
  expect(typicalStep([record(0), record(2), record(4)], 1, READING).calls[0]?.milliseconds).toBe(10 - READING);
});

it('counts what each thread worked, nothing for what it had no share in', () => {
  const helper = [13, 16, 0, 21, 21, 0];
  expect(helper).toHaveLength(2 * TIMES);
  expect(typicalStep([record(0, helper)], 2, READING).busy).toEqual([8 + 9 + 4 - 3 * READING, 3 - READING]);
  expect(typicalStep([record(0, helper), record(0), record(0)], 2, READING).busy[1]).toBe(0);
  // Of each call, so that a delay in one step does not count.
  expect(typicalStep([record(0), record(1000), record(0)], 1, READING).busy).toEqual([8 + 9 + 4 - 3 * READING]);
});
