/** How a worker tells why it failed: a text in the shared memory, since the calling thread hears no messages while it waits. */

/** Bytes of the place for a text: its length as an int32, then UTF-8. */
export const FAILURE_BYTES = 512;

/** Leaves `text` for the calling thread. Of several threads that fail at once the first is heard. */
export function leaveFailure(buffer: ArrayBufferLike, address: number, text: string): void {
  const length = new Int32Array(buffer, address, 1);
  const bytes = Buffer.from(text).subarray(0, FAILURE_BYTES - 4);
  // A negative length claims the place while the text is written.
  if (Atomics.compareExchange(length, 0, 0, -1) !== 0) return;
  new Uint8Array(buffer, address + 4, bytes.length).set(bytes);
  Atomics.store(length, 0, bytes.length);
}

/** The text that a thread left. */
export function readFailure(buffer: ArrayBufferLike, address: number): string {
  const length = Atomics.load(new Int32Array(buffer, address, 1), 0);
  return Buffer.from(new Uint8Array(buffer, address + 4, Math.max(0, length)).slice()).toString();
}
