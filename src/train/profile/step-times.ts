import { median } from '../../base/median.ts';
import { BEGAN, ENDED, RELEASED, TIMES } from '../../kernels/team-timing.ts';
import type { Label } from '../../tensor/labels.ts';
import type { StepPart, StepRecord } from './profiler.ts';

/**
 * What a typical step takes, in milliseconds: of everything the median over the steps that were looked at, so that what else
 * the machine does now and then does not count. The readings of the clock are taken off.
 */
export interface StepTimes {
  /** Each kernel call, as the calling thread sees it: until all threads are done with it. */
  readonly calls: readonly { readonly kernel: string; readonly label: Label; readonly milliseconds: number }[];
  readonly loadBatch: number;
  readonly log: number;
  /** What is done around the kernels and between them. */
  readonly javascript: number;
  /** How long each thread runs kernels. */
  readonly busy: readonly number[];
}

/**
 * @param records are at least one, all of the same programs.
 * @param reading is what one reading of the clock takes.
 */
export function typicalStep(records: readonly StepRecord[], threads: number, reading: number): StepTimes {
  const steps = records.map((record) => timesOfStep(record, threads, reading));
  const middle = (pick: (step: (typeof steps)[number]) => number) => median(steps.map(pick));
  const calls = records[0]?.runs.flatMap(({ program }) => program.calls) ?? [];
  const gaps = (steps[0]?.gaps ?? []).reduce((sum, _, i) => sum + middle((step) => step.gaps[i] ?? 0), 0);
  return {
    calls: calls.map(({ kernel, label }, i) => ({ kernel, label, milliseconds: middle((step) => step.calls[i] ?? 0) })),
    loadBatch: middle(({ loadBatch }) => loadBatch),
    log: middle(({ log }) => log),
    javascript: Math.max(0, gaps),
    busy: Array.from({ length: threads }, (_, thread) =>
      calls.reduce((sum, _call, i) => sum + middle(({ busy }) => busy[thread]?.[i] ?? 0), 0),
    ),
  };
}

function timesOfStep({ runs, laps }: StepRecord, threads: number, reading: number) {
  const lapsOf = (...parts: StepPart[]) => laps.filter(({ part }) => parts.includes(part));
  const lap = (part: StepPart) => lapsOf(part).reduce((sum, { began, ended }) => sum + ended - began, 0);
  const around = lapsOf('programs', 'update');
  const calls: number[] = [];
  const gaps: number[] = [];
  runs.forEach(({ program, timings: [times] }, run) => {
    let free = around[run]?.began ?? 0;
    program.calls.forEach((_, i) => {
      const at = (which: number) => times?.[TIMES * i + which] ?? 0;
      // Between two readings passes the time of one; another is taken where the thread waited.
      gaps.push(at(BEGAN) - free - reading);
      calls.push(Math.max(0, at(RELEASED) - at(BEGAN) - reading * (at(RELEASED) > at(ENDED) ? 2 : 1)));
      free = at(RELEASED);
    });
    gaps.push((around[run]?.ended ?? 0) - free - reading);
  });
  const busy = Array.from({ length: threads }, (_, thread) =>
    runs.flatMap(({ program, timings }) => program.calls.map((_call, i) => busyTime(timings[thread], i, reading))),
  );
  return { calls, gaps, loadBatch: lap('load batch'), log: lap('log'), busy };
}

/** How long a thread worked on a call; 0 when it had no share in it, or took no part in the run. */
function busyTime(times: Float64Array | undefined, call: number, reading: number): number {
  const [began = 0, ended = 0] = [times?.[TIMES * call + BEGAN], times?.[TIMES * call + ENDED]];
  return Math.max(0, ended - began - reading);
}
