import { UserError } from '../base/errors.ts';
import { bytes as bytesText } from '../base/format.ts';
import { StepArena } from './step-arena.ts';

const PAGE = 65_536;
const MAXIMUM_PAGES = 65_536; // 4 GiB, the reach of a 32-bit address; the build of the kernels names the same number
const ALIGNMENT = 64; // one cache line
/** Kernels may read (never write) this far past the end of a buffer. */
const SLACK = 64;
/** The compiled kernels keep their constants below this address. */
const FIRST_ADDRESS = PAGE;

/**
 * The one linear memory that the kernels work in, with two lifetimes: persistent buffers stay for good, step buffers
 * until the end of their step at most. The memory is shared (a SharedArrayBuffer), so views of it survive its growth.
 */
export class Memory {
  readonly wasm: WebAssembly.Memory;
  readonly step: StepArena;
  #top = FIRST_ADDRESS;

  /** @param options `reuse: false` leaves step buffers that were released alone until the end of the step. */
  constructor({ reuse = true }: { readonly reuse?: boolean } = {}) {
    this.wasm = new WebAssembly.Memory({ initial: 2, maximum: MAXIMUM_PAGES, shared: true });
    this.step = new StepArena(this, roundUp, reuse);
  }

  /** Bytes in use or set aside, both lifetimes. */
  get reserved(): number {
    return this.#top;
  }

  /** A zeroed buffer that stays for good. @returns its byte address, a multiple of 64. */
  allocate(byteLength: number): number {
    return this.extend(roundUp(byteLength));
  }

  /** A view of `length` float32 at `address`. Make it once and keep it: views are objects. */
  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.wasm.buffer, address, length);
  }

  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.wasm.buffer, address, length);
  }

  uint8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.wasm.buffer, address, length);
  }

  /** More memory at the end, for those that share it out themselves. @returns its byte address. */
  extend(size: number): number {
    const address = this.#top;
    const needed = Math.ceil((address + size) / PAGE);
    const present = this.wasm.buffer.byteLength / PAGE;
    if (needed > present) {
      try {
        if (needed > MAXIMUM_PAGES) throw new RangeError('beyond the 32-bit address space');
        // By a quarter at a time: growing is a system call, and memory that nobody touches costs nothing.
        this.wasm.grow(Math.min(MAXIMUM_PAGES, Math.max(needed, Math.ceil(present * 1.25))) - present);
      } catch (error) {
        throw new UserError('There is not enough memory for this network and batch size.', {
          facts: [
            ['needed', `${bytesText(address + size)} or more`],
            ['limit', bytesText(MAXIMUM_PAGES * PAGE)],
          ],
          hint: 'Choose a smaller batch size (--train.batchSize) or a smaller network.',
          cause: error,
        });
      }
    }
    this.#top = address + size;
    return address;
  }
}

/** What a buffer takes of the memory. */
function roundUp(byteLength: number): number {
  return Math.ceil((byteLength + SLACK) / ALIGNMENT) * ALIGNMENT;
}
