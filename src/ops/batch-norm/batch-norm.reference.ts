import type { Shape } from '../../tensor/tensor.ts';

export interface RunningStatistics {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/**
 * Batch normalisation by its definition: plain float64 loops over NCHW (or NC) arrays, inputs x, gamma, beta. With the
 * statistics of the batch, or with `running` ones. The oracle of the kernels, not of the product.
 */
export function batchNormReference(shape: Shape, epsilon: number, running?: RunningStatistics) {
  const [images = 1, channels = 1, height = 1, width = 1] = shape;
  const area = height * width;
  const rows = images * area;
  const channelOf = (index: number) => Math.floor(index / area) % channels;

  /** Sums an expression of each element's index over each channel. */
  function channelSums(value: (index: number) => number): Float64Array {
    const sums = new Float64Array(channels);
    for (let i = 0; i < rows * channels; i++) sums[channelOf(i)] = (sums[channelOf(i)] as number) + value(i);
    return sums;
  }

  function statistics(x: Float64Array): { readonly mean: Float64Array; readonly variance: Float64Array } {
    const mean = channelSums((i) => x[i] as number).map((sum) => sum / rows);
    const variance = channelSums((i) => ((x[i] as number) - (mean[channelOf(i)] as number)) ** 2).map((sum) => sum / rows);
    return { mean, variance };
  }

  function normalize(x: Float64Array) {
    const { mean, variance } = running ?? statistics(x);
    const inverse = Float64Array.from({ length: channels }, (_, c) => 1 / Math.sqrt((variance[c] as number) + epsilon));
    const normal = x.map((value, i) => (value - (mean[channelOf(i)] as number)) * (inverse[channelOf(i)] as number));
    return { inverse, normal };
  }

  return {
    statistics,
    forward([x = new Float64Array(), gamma, beta]: readonly Float64Array[]): Float64Array {
      const { normal } = normalize(x);
      return normal.map((value, i) => value * (gamma?.[channelOf(i)] as number) + (beta?.[channelOf(i)] as number));
    },
    backward([x = new Float64Array(), gamma]: readonly Float64Array[], dy: Float64Array): readonly Float64Array[] {
      const { inverse, normal } = normalize(x);
      const dBeta = channelSums((i) => dy[i] as number);
      const dGamma = channelSums((i) => (dy[i] as number) * (normal[i] as number));
      const dx = dy.map((value, i) => {
        const c = channelOf(i);
        const throughStatistics = ((dBeta[c] as number) + (normal[i] as number) * (dGamma[c] as number)) / rows;
        return (gamma?.[c] as number) * (inverse[c] as number) * (value - (running ? 0 : throughStatistics));
      });
      return [dx, dGamma, dBeta];
    },
  };
}
