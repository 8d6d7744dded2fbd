/** What a kernel call works on: a forward pass, or one of the gradients where it is known which. */
export type Pass = 'forward' | 'backward' | 'input gradient' | 'weight gradient';

/** Which part of a step a kernel call belongs to, so that a person can be told what takes the time. */
export interface Label {
  /** A layer of the network, or something else that a step does. */
  readonly kind: 'layer' | 'step';
  /** The name of the layer, or of what else it is: `loss`, `update`. */
  readonly name: string;
  readonly pass: Pass;
}

/** The label that applies at the moment. It matters only to programs that are being captured, which write it down. */
export class Labels {
  #current: Label = { kind: 'step', name: 'other', pass: 'forward' };

  get current(): Label {
    return this.#current;
  }

  /** Runs `body`, whose kernel calls belong to the layer of this name. */
  layer<T>(name: string, body: () => T): T {
    return this.use({ kind: 'layer', name, pass: 'forward' }, body);
  }

  /** Runs `body`, which is a part of the step that belongs to no layer. */
  part<T>(name: string, body: () => T): T {
    return this.use({ kind: 'step', name, pass: 'forward' }, body);
  }

  /** Runs `body`, which is a pass of what is labelled already. */
  pass<T>(pass: Pass, body: () => T): T {
    return this.use({ ...this.#current, pass }, body);
  }

  use<T>(label: Label, body: () => T): T {
    const before = this.#current;
    this.#current = label;
    try {
      return body();
    } finally {
      this.#current = before;
    }
  }
}
