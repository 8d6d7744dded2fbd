/** What one thread does at one place of a program. */
export interface Command<Name = string> {
  /** The kernel to call; undefined when this thread has no part in it. */
  readonly kernel: Name | undefined;
  readonly args: readonly number[];
  /** Whether all threads wait for each other after it. */
  readonly barrier: boolean;
}

/** The commands of one thread, ready to run. */
export type Stream = readonly { readonly call: (() => unknown) | undefined; readonly barrier: boolean }[];

/** Reads a stream of commands from shared memory: their number, then kernel, barrier, count of arguments, arguments of each. */
export function toCalls(
  memory: { readonly buffer: SharedArrayBuffer },
  address: number,
  kernels: object,
  names: readonly string[],
): Stream {
  const ints = new Int32Array(memory.buffer, address);
  let at = 1;
  return Array.from({ length: ints[0] as number }, () => {
    const [kernel = -1, barrier = 0, length = 0] = ints.subarray(at, at + 3);
    const args = Array.from(ints.subarray(at + 3, at + 3 + length));
    at += 3 + length;
    const name = names[kernel];
    if (name === undefined) return { call: undefined, barrier: barrier === 1 };
    const run = (kernels as Record<string, (...values: number[]) => unknown>)[name] as (...values: number[]) => unknown;
    return { call: run.bind(undefined, ...args), barrier: barrier === 1 };
  });
}
