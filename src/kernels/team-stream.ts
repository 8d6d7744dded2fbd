/** What the threads do at one place of a program. */
export interface Command<Name = string> {
  readonly kernel: Name;
  /** The arguments of each part of the work; none when this thread has no share in it. */
  readonly parts: readonly (readonly number[])[];
  /** Whether all threads wait for each other after it. */
  readonly barrier: boolean;
}

/** A command ready to run. */
interface Step {
  readonly kernel: string;
  readonly calls: readonly (() => unknown)[];
  readonly barrier: boolean;
}

/** The commands of one thread, ready to run, and the tickets by which threads share out the parts of each. */
export interface Stream {
  readonly steps: readonly Step[];
  /** For each command the number of its parts that are taken. */
  readonly tickets: Int32Array;
}

/** A kernel of a stream threw: it reached outside the memory, or its instance is broken. */
class KernelFailed extends Error {
  override readonly name = 'KernelFailed';
}

/** A stream as whole numbers: for each command kernel, barrier, number of parts, number of arguments, then the arguments. */
export function encodeStream<Name>(commands: readonly Command<Name>[], numberOf: (name: Name) => number): number[] {
  return commands.flatMap(({ kernel, parts, barrier }) => [
    ...[numberOf(kernel), barrier ? 1 : 0, parts.length, parts[0]?.length ?? 0],
    ...parts.flat(),
  ]);
}

/** Reads a stream from shared memory. */
export function decodeStream(ints: Int32Array, tickets: Int32Array, kernels: object, names: readonly string[]): Stream {
  let at = 0;
  const steps = Array.from({ length: tickets.length }, () => {
    const [number = 0, barrier = 0, parts = 0, length = 0] = ints.subarray(at, at + 4);
    at += 4;
    const kernel = names[number] ?? '';
    const run = (kernels as Record<string, (...args: number[]) => unknown>)[kernel] as (...args: number[]) => unknown;
    const calls = Array.from({ length: parts }, () => {
      const args = ints.subarray(at, at + length);
      at += length;
      return run.bind(undefined, ...args);
    });
    return { kernel, calls, barrier: barrier === 1 };
  });
  return { steps, tickets };
}

/** Runs this thread's share of a program. @throws what `runParts` and the barrier throw. */
export function runStream(stream: Stream, barrier: () => void): void {
  for (let i = 0; i < stream.steps.length; i++) {
    runParts(stream, i);
    if (stream.steps[i]?.barrier === true) barrier();
  }
}

/**
 * Runs this thread's share of the i-th command: the parts that nobody has taken yet. @returns whether there were any.
 * @throws KernelFailed
 */
export function runParts({ steps, tickets }: Stream, i: number): boolean {
  const { kernel, calls } = steps[i] as Step;
  if (calls.length === 0) return false;
  try {
    if (calls.length === 1) {
      calls[0]?.();
      return true;
    }
    let taken = false;
    for (let part = Atomics.add(tickets, i, 1); part < calls.length; part = Atomics.add(tickets, i, 1)) {
      calls[part]?.();
      taken = true;
    }
    return taken;
  } catch (cause) {
    throw new KernelFailed(`the kernel ${kernel} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
