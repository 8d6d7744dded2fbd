import type { BuiltLayer, Network } from '../../src/nn/network.ts';
import { batchNormReference } from '../../src/ops/batch-norm/batch-norm.reference.ts';
import { conv2dReference } from '../../src/ops/conv2d/conv2d.reference.ts';
import type { Conv2dOptions } from '../../src/ops/conv2d/conv2d.ts';
import { crossEntropyReference } from '../../src/ops/cross-entropy/cross-entropy.reference.ts';
import { unaryReference } from '../../src/ops/elementwise/elementwise.reference.ts';
import { globalAvgPool2dReference } from '../../src/ops/global-avg-pool2d/global-avg-pool2d.reference.ts';
import { linearReference } from '../../src/ops/linear/linear.reference.ts';
import { maxPool2dReference } from '../../src/ops/max-pool2d/max-pool2d.reference.ts';
import type { Shape } from '../../src/tensor/tensor.ts';

/** The mean loss of a batch and its gradient by every parameter. */
export interface Float64Step {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

type Values = Map<string, Float64Array>;
type Backward = (dy: Float64Array, gradients: Values) => Float64Array;

/**
 * A network in float64, made of the plain references of its operations: the same layers as `network`, beginning with the same
 * weights. For the layer types of a VGG; any other throws. Slow (some hundredths of a second for a small batch), and the measure of the kernels.
 */
export class Float64Network {
  readonly parameters: Values;
  readonly #running: Values;
  readonly #layers: readonly BuiltLayer[];

  constructor(network: Network) {
    this.#layers = network.layers;
    const read = (entries: Iterable<readonly [string, { toArray(): Float32Array }]>): Values =>
      new Map([...entries].map(([name, tensor]) => [name, Float64Array.from(tensor.toArray())]));
    this.parameters = read(network.parameters.parameters.map(({ name, tensor }) => [name, tensor]));
    this.#running = read(network.buffers);
  }

  /** Forward, cross-entropy and backward; moves the running statistics. @param x images [N, C, H, W], normalised */
  step(x: Float64Array, labels: readonly number[]): Float64Step {
    const { logits, backwards } = this.#forward(x, labels.length, true);
    const loss = crossEntropyReference(labels, logits.length / labels.length);
    const gradients: Values = new Map();
    let [gradient] = loss.backward([logits], Float64Array.of(1)) as [Float64Array];
    for (const backward of backwards.reverse()) gradient = backward(gradient, gradients);
    return { loss: loss.forward([logits])[0] as number, gradients };
  }

  /** The most likely class of each image, by the running statistics. */
  classify(x: Float64Array, images: number): number[] {
    const { logits } = this.#forward(x, images, false);
    const classes = logits.length / images;
    return Array.from({ length: images }, (_, i) => {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      return row.indexOf(row.reduce((most, value) => Math.max(most, value)));
    });
  }

  #forward(x: Float64Array, images: number, training: boolean) {
    const backwards: Backward[] = [];
    let logits = x;
    for (const layer of this.#layers) {
      const [y, backward] = this.#apply(layer, [images, ...layer.input], logits, training);
      logits = y;
      backwards.push(backward);
    }
    return { logits, backwards };
  }

  #apply(layer: BuiltLayer, shape: Shape, x: Float64Array, training: boolean): readonly [Float64Array, Backward] {
    const { type, ...options } = layer.spec;
    const values = layer.parameters.map((name) => this.parameters.get(name) as Float64Array);
    const reference = this.#reference(layer, shape, options, training);
    if (reference === undefined) return [x, (dy) => dy];
    if (type === 'batchNorm2d' && training) this.#moveStatistics(layer.name, shape, x, Number(options.momentum));
    return [
      reference.forward([x, ...values]),
      (dy, gradients) => {
        const [dx, ...own] = reference.backward([x, ...values], dy) as readonly Float64Array[];
        for (const [i, name] of layer.parameters.entries()) gradients.set(name, own[i] as Float64Array);
        return dx as Float64Array;
      },
    ];
  }

  /** Undefined for a layer that changes nothing but the shape. */
  #reference({ name, spec, output }: BuiltLayer, shape: Shape, options: object, training: boolean) {
    const weight = (...dimensions: number[]) => dimensions as Shape;
    const [, channels = 1] = shape;
    switch (spec.type) {
      case 'conv2d': {
        const kernel = [spec.kernel].flat() as number[];
        return conv2dReference(
          shape,
          weight(output[0] ?? 1, channels, kernel[0] ?? 1, kernel.at(-1) ?? 1),
          options as Conv2dOptions,
        );
      }
      case 'batchNorm2d':
        return batchNormReference(shape, Number(spec.epsilon), training ? undefined : this.#statistics(name));
      case 'relu':
        return unaryReference(
          (value) => Math.max(0, value),
          (value) => (value > 0 ? 1 : 0),
        );
      case 'maxPool2d':
        return maxPool2dReference(shape, options as Parameters<typeof maxPool2dReference>[1]);
      case 'globalAvgPool':
        return globalAvgPool2dReference(shape);
      case 'linear':
        return linearReference(shape, weight(output[0] ?? 1, channels));
      case 'flatten':
        return undefined;
      default:
        throw new Error(`there is no reference for the layer ${spec.type}`);
    }
  }

  #statistics(name: string) {
    const [mean, variance] = ['mean', 'var'].map((key) => this.#running.get(`${name}.running_${key}`) as Float64Array);
    return { mean, variance } as { readonly mean: Float64Array; readonly variance: Float64Array };
  }

  /** The variance that is remembered is the unbiased one. */
  #moveStatistics(name: string, shape: Shape, x: Float64Array, momentum: number): void {
    const [images = 1, , height = 1, width = 1] = shape;
    const rows = images * height * width;
    const batch = batchNormReference(shape, 0).statistics(x);
    const running = this.#statistics(name);
    running.mean.forEach((value, c) => {
      running.mean[c] = (1 - momentum) * value + momentum * (batch.mean[c] as number);
    });
    running.variance.forEach((value, c) => {
      running.variance[c] = (1 - momentum) * value + (momentum * (batch.variance[c] as number) * rows) / (rows - 1);
    });
  }
}
