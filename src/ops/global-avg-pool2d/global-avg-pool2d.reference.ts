import type { Shape } from '../../tensor/tensor.ts';

/** Global average pooling by its definition, on NCHW arrays in float64. The oracle of the kernels, not of the product. */
export function globalAvgPool2dReference([images = 1, channels = 1, height = 1, width = 1]: Shape) {
  const area = height * width;
  return {
    forward([x]: readonly Float64Array[]): Float64Array {
      return Float64Array.from({ length: images * channels }, (_, plane) => {
        let sum = 0;
        for (let i = 0; i < area; i++) sum += x?.[plane * area + i] as number;
        return sum / area;
      });
    },
    backward(_: readonly Float64Array[], dy: Float64Array): readonly Float64Array[] {
      return [Float64Array.from({ length: images * channels * area }, (_, i) => (dy[Math.floor(i / area)] as number) / area)];
    },
  };
}
