import { BEGAN, ENDED, TIMES } from '../../kernels/team-timing.ts';
import type { Label } from '../../tensor/labels.ts';
import type { ProgramRun, StepRecord } from './profiler.ts';

/** Steps that are drawn: enough to compare, few enough for a viewer. */
const DRAWN_STEPS = 10;

/** An event of the trace event format: `X` is something that lasts, `M` gives a name. Microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M';
  readonly pid: 1;
  readonly tid: number;
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, string | number>>;
}

/**
 * The first steps that were looked at, as a document that chrome://tracing and Perfetto draw (the "trace event format" of
 * the Chromium project, JSON object form): a row for each thread, in it steps, in these layers with their passes, in these
 * kernels.
 */
export function traceOf(name: string, records: readonly StepRecord[]): { readonly traceEvents: readonly TraceEvent[] } {
  const drawn = records.slice(0, DRAWN_STEPS);
  const start = drawn[0]?.began ?? 0;
  const threads = Math.max(1, ...drawn.flatMap(({ runs }) => runs.map(({ timings }) => timings.length)));
  return {
    traceEvents: [
      { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name } },
      ...Array.from({ length: threads }, (_, thread) => threadName(thread)),
      ...drawn.flatMap((record) => Array.from({ length: threads }, (_, thread) => eventsOf(record, thread, start)).flat()),
    ],
  };
}

function threadName(thread: number): TraceEvent {
  const name = thread === 0 ? 'thread 0 (calls)' : `thread ${thread}`;
  return { name: 'thread_name', ph: 'M', pid: 1, tid: thread, args: { name } };
}

/** What one thread did in a step. */
function eventsOf({ step, began, ended, laps, runs }: StepRecord, thread: number, start: number): TraceEvent[] {
  const event = (name: string, cat: string, from: number, to: number, args?: TraceEvent['args']): TraceEvent => {
    const ts = nanoseconds(from - start);
    return {
      ...{ name, cat, ph: 'X', pid: 1, tid: thread, ts: ts / 1000, dur: (nanoseconds(to - start) - ts) / 1000 },
      ...(args === undefined ? {} : { args }),
    };
  };
  const own = laps.filter(({ part }) => thread === 0 && (part === 'load batch' || part === 'log'));
  return [
    event(`step ${step}`, 'step', began, ended),
    ...own.map((lap) => event(lap.part, 'part', lap.began, lap.ended)),
    ...runs.flatMap((run) =>
      groupsOf(run, thread).flatMap(({ label, calls }) => {
        const name = `${label.name} ${label.pass === 'forward' ? 'forward' : 'backward'}`;
        const [from, to] = [calls[0]?.from ?? 0, calls.at(-1)?.to ?? 0];
        return [
          label.kind === 'layer' ? event(name, 'layer', from, to) : event(label.name, 'part', from, to),
          ...calls.map((call) => event(call.kernel, 'kernel', call.from, call.to, { pass: call.pass })),
        ];
      }),
    ),
  ];
}

interface Group {
  readonly label: Label;
  readonly calls: { readonly kernel: string; readonly pass: string; readonly from: number; readonly to: number }[];
}

/** The calls that a thread had a share in, those of one layer and direction that follow each other together. */
function groupsOf({ program, timings }: ProgramRun, thread: number): Group[] {
  const times = timings[thread];
  const groups: Group[] = [];
  if (times === undefined) return groups;
  program.calls.forEach(({ kernel, label }, i) => {
    const from = times[TIMES * i + BEGAN] as number;
    const to = times[TIMES * i + ENDED] as number;
    if (to === from) return;
    const last = groups.at(-1);
    const call = { kernel, pass: label.pass, from, to };
    if (last !== undefined && belongsTogether(last.label, label)) last.calls.push(call);
    else groups.push({ label, calls: [call] });
  });
  return groups;
}

function belongsTogether(a: Label, b: Label): boolean {
  return a.kind === b.kind && a.name === b.name && (a.pass === 'forward') === (b.pass === 'forward');
}

/** Whole ones, so that what lies inside of something else does so to the last digit. */
function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
