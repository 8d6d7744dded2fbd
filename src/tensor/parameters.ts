import { InternalError } from '../base/errors.ts';
import type { Engine } from './engine.ts';
import { floatsOf, type Shape, Tensor } from './tensor.ts';

/** A learnable array before it has a place: what it is called, how large it is and how it starts. */
export interface ParameterDeclaration {
  /** Unique, as PyTorch names it: `features.0.weight`. */
  readonly name: string;
  readonly shape: Shape;
  /** Whether weight decay applies (not to biases and normalisation parameters unless asked). */
  readonly decays: boolean;
  /** Fills in the initial values, in the order of the shape. */
  readonly initialize: (values: Float32Array) => void;
}

/** A learnable array; its tensor exists once the store is laid out. */
export class Parameter {
  readonly declaration: ParameterDeclaration;
  #tensor: Tensor | undefined;

  constructor(declaration: ParameterDeclaration) {
    this.declaration = declaration;
  }

  get name(): string {
    return this.declaration.name;
  }

  get tensor(): Tensor {
    if (this.#tensor === undefined) throw new InternalError(`parameter ${this.name} has no memory yet`);
    return this.#tensor;
  }

  place(tensor: Tensor): void {
    this.#tensor = tensor;
  }
}

/** Parameters that lie side by side and are updated alike. */
export interface ParameterRange {
  /** Byte address of the first weight. */
  readonly weights: number;
  /** Byte address of its gradient. */
  readonly gradients: number;
  /** Number of float32, a multiple of four. */
  readonly floats: number;
  readonly decays: boolean;
}

/**
 * All parameters of a network in one contiguous buffer (those that decay first) and their gradients in another, so that
 * an optimizer passes over memory once.
 */
export class ParameterStore {
  readonly #parameters: Parameter[] = [];
  #ranges: ParameterRange[] | undefined;

  declare(declaration: ParameterDeclaration): Parameter {
    if (this.#parameters.some(({ name }) => name === declaration.name)) {
      throw new InternalError(`two parameters are called ${declaration.name}`);
    }
    const parameter = new Parameter(declaration);
    this.#parameters.push(parameter);
    return parameter;
  }

  /** In the order of declaration. */
  get parameters(): readonly Parameter[] {
    return this.#parameters;
  }

  /** At most two: what decays and what does not. */
  get ranges(): readonly ParameterRange[] {
    if (this.#ranges === undefined) throw new InternalError('the parameters have no memory yet');
    return this.#ranges;
  }

  /** Gives every parameter its memory and its initial values. */
  layOut(engine: Engine): void {
    const ordered = [...this.#parameters.filter(decays), ...this.#parameters.filter((parameter) => !decays(parameter))];
    const total = sum(ordered.map(floats));
    const weights = engine.memory.allocate(4 * total);
    const gradients = engine.memory.allocate(4 * total);
    let offset = 0;
    for (const parameter of ordered) {
      const { shape, initialize } = parameter.declaration;
      const options = { persistent: true, requiresGradient: true, gradientAddress: gradients + offset };
      const tensor = new Tensor(engine, shape, 'dense', weights + offset, options);
      initialize(engine.memory.float32(tensor.address, tensor.size));
      parameter.place(tensor);
      offset += 4 * floats(parameter);
    }
    const decaying = sum(ordered.filter(decays).map(floats));
    this.#ranges = [
      { weights, gradients, floats: decaying, decays: true },
      { weights: weights + 4 * decaying, gradients: gradients + 4 * decaying, floats: total - decaying, decays: false },
    ].filter((range) => range.floats > 0);
  }

  /** Zeroes all gradients: a parameter that the loss does not depend on has the gradient zero, not that of the last step. */
  clearGradients(engine: Engine): void {
    for (const { gradients, floats: length } of this.ranges) engine.fill(gradients, length, 0);
  }
}

function decays(parameter: Parameter): boolean {
  return parameter.declaration.decays;
}

function floats(parameter: Parameter): number {
  return floatsOf(parameter.declaration.shape, 'dense');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
