import { InternalError } from '../base/errors.ts';

/** Where an arena gets its memory from. */
interface Ground {
  /** The address behind all memory that is in use or set aside. */
  readonly reserved: number;
  /** More memory, at `reserved`. @returns its address. */
  extend(size: number): number;
}

/** A piece of memory that nobody uses. */
interface Gap {
  address: number;
  size: number;
}

interface Live {
  readonly size: number;
  holders: number;
}

/**
 * Buffers that live for a step at most. Each is counted by its holders and is free again, for later buffers of the same
 * step, when the last has released it; `rewind` frees all at once.
 *
 * The lowest gap that is large enough is taken. So where a buffer lies depends on the buffers before it in its step alone,
 * never on how much memory other steps have needed: the same step gets the same addresses every time.
 */
export class StepArena {
  readonly #ground: Ground;
  readonly #roundUp: (byteLength: number) => number;
  readonly #reuse: boolean;
  /** By address; never two that touch. */
  #gaps: Gap[] = [];
  /** All that was ever set aside, by address. */
  readonly #regions: Gap[] = [];
  readonly #live = new Map<number, Live>();
  #inUse = 0;
  #peakInUse = 0;
  #generation = 0;

  /**
   * @param roundUp says how much of the memory a buffer takes.
   * @param reuse Whether what was released is used again in the same step.
   */
  constructor(ground: Ground, roundUp: (byteLength: number) => number, reuse: boolean) {
    this.#ground = ground;
    this.#roundUp = roundUp;
    this.#reuse = reuse;
  }

  /** Counts the rewinds: a buffer is valid at most while this is what it was when the buffer was made. */
  get generation(): number {
    return this.#generation;
  }

  /** The memory that the largest step needs, gaps between its buffers included: all that was ever set aside. */
  get peak(): number {
    return this.#regions.reduce((sum, { size }) => sum + size, 0);
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** The most bytes that were in use at once: no arrangement of the buffers could do with less than this. */
  get peakInUse(): number {
    return this.#peakInUse;
  }

  /** A buffer with arbitrary content and one holder. @returns its byte address, a multiple of 64. */
  allocate(byteLength: number): number {
    const size = this.#roundUp(byteLength);
    const gap = this.#gaps.find((one) => one.size >= size) ?? this.#extend(size);
    const { address } = gap;
    gap.address += size;
    gap.size -= size;
    if (gap.size === 0) this.#gaps.splice(this.#gaps.indexOf(gap), 1);
    this.#live.set(address, { size, holders: 1 });
    this.#inUse += size;
    this.#peakInUse = Math.max(this.#peakInUse, this.#inUse);
    return address;
  }

  /** Whether a buffer in use begins at this address. */
  isLive(address: number): boolean {
    return this.#live.has(address);
  }

  /** One more holder of the buffer that begins at this address. */
  hold(address: number): void {
    this.#bufferAt(address).holders += 1;
  }

  /** One holder less. @returns the bytes that became free: none while others hold the buffer. */
  release(address: number): number {
    const buffer = this.#bufferAt(address);
    buffer.holders -= 1;
    if (buffer.holders > 0) return 0;
    this.#live.delete(address);
    this.#inUse -= buffer.size;
    if (this.#reuse) this.#free(address, buffer.size);
    return buffer.size;
  }

  /** Frees all buffers. */
  rewind(): void {
    this.#live.clear();
    this.#gaps = this.#regions.map((region) => ({ ...region }));
    this.#inUse = 0;
    this.#generation += 1;
  }

  #bufferAt(address: number): Live {
    const buffer = this.#live.get(address);
    if (buffer === undefined) throw new InternalError(`no buffer of the step begins at ${address}`);
    return buffer;
  }

  /** Makes a gap of at least this size behind all others: the last one, grown, where memory goes on behind it. */
  #extend(size: number): Gap {
    const region = this.#regions.at(-1);
    const end = region === undefined ? undefined : region.address + region.size;
    const last = this.#gaps.at(-1);
    const reaches = last !== undefined && last.address + last.size === end && end === this.#ground.reserved;
    const missing = size - (reaches ? last.size : 0);
    const address = this.#ground.extend(missing);
    if (region !== undefined && address === end) region.size += missing;
    else this.#regions.push({ address, size: missing });
    if (reaches) {
      last.size += missing;
      return last;
    }
    const gap = { address, size: missing };
    this.#gaps.push(gap);
    return gap;
  }

  #free(address: number, size: number): void {
    const found = this.#gaps.findIndex((gap) => gap.address > address);
    const at = found === -1 ? this.#gaps.length : found;
    const before = this.#gaps[at - 1];
    const after = this.#gaps[at];
    const joinsBefore = before !== undefined && before.address + before.size === address;
    const joinsAfter = after !== undefined && address + size === after.address;
    if (joinsBefore) {
      before.size += size;
      if (!joinsAfter) return;
      before.size += after.size;
      this.#gaps.splice(at, 1);
    } else if (joinsAfter) {
      after.address = address;
      after.size += size;
    } else {
      this.#gaps.splice(at, 0, { address, size });
    }
  }
}
