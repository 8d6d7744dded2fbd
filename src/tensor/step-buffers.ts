import type { StepArena } from '../memory/step-arena.ts';
import type { Tensor } from './tensor.ts';

/** What the computation made since a scope began, and has not handed on. */
interface Scope {
  /** The step it belongs to. */
  readonly generation: number;
  readonly scratch: number[];
  readonly tensors: Set<Tensor>;
}

/**
 * Who holds which buffer of a step. The computation holds what it makes until the scope ends in which it made it; the tape
 * holds what a backward pass will read; a tensor holds its gradient. What nobody holds any more is free for the buffers that
 * come next.
 */
export class StepBuffers {
  readonly #arena: StepArena;
  /** Is told of memory that holds arbitrary content from now on. */
  readonly #becomesArbitrary: (address: number, byteLength: number) => void;
  #scope: Scope;

  constructor(arena: StepArena, becomesArbitrary: (address: number, byteLength: number) => void) {
    this.#arena = arena;
    this.#becomesArbitrary = becomesArbitrary;
    this.#scope = this.#open();
  }

  /** A buffer with arbitrary content, of which the caller is the one holder. */
  allocate(byteLength: number): number {
    const address = this.#arena.allocate(byteLength);
    this.#becomesArbitrary(address, byteLength);
    return address;
  }

  /** Whether a buffer in use begins at this address, so that it can be held. */
  isLive(address: number): boolean {
    return this.#arena.isLive(address);
  }

  hold(address: number): void {
    this.#arena.hold(address);
  }

  release(address: number): void {
    const freed = this.#arena.release(address);
    if (freed > 0) this.#becomesArbitrary(address, freed);
  }

  /** A buffer for as long as the scope lasts, or the operation that takes it over. */
  scratch(byteLength: number): number {
    const address = this.allocate(byteLength);
    this.#scope.scratch.push(address);
    return address;
  }

  /** Notes a tensor of which the computation has no more use when the scope ends. */
  noteTensor(tensor: Tensor): void {
    this.#scope.tensors.add(tensor);
  }

  /** Hands the scratch of this scope so far over to the caller, who has to release it. */
  takeScratch(): readonly number[] {
    return this.#scope.scratch.splice(0);
  }

  /** Runs `body` in a scope of its own. A tensor that it returns is handed on to the scope around. */
  within<T>(body: () => T): T {
    const outer = this.#scope;
    const scope = this.#open();
    this.#scope = scope;
    let result: T | undefined;
    try {
      result = body();
      return result;
    } finally {
      this.#scope = outer;
      // Not when a step has ended inside: then all is free already.
      if (scope.generation === this.#arena.generation) {
        for (const tensor of scope.tensors) {
          if (tensor === result) outer.tensors.add(tensor);
          else tensor.leaveComputation();
        }
        for (const address of scope.scratch) this.release(address);
      }
    }
  }

  /** Frees everything: the end of the step. */
  rewind(): void {
    this.#arena.rewind();
    this.#scope = this.#open();
  }

  #open(): Scope {
    return { generation: this.#arena.generation, scratch: [], tensors: new Set() };
  }
}
