/** A window that a layer slides over its input: [vertical, horizontal]. */
export interface WindowPlan {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Padding above and to the left. */
  readonly padding: readonly [number, number];
}

/** The part of the input that one output position sees, in pixels, [vertical, horizontal]. */
export interface ReceptiveField {
  readonly size: readonly [number, number];
  /** Input pixels from one output position to the next: the product of the strides. */
  readonly stride: readonly [number, number];
  /** Pixels of padding that the first output position reaches out of the image. */
  readonly padding: readonly [number, number];
}

export const ONE_PIXEL: ReceptiveField = { size: [1, 1], stride: [1, 1], padding: [0, 0] };

/**
 * The receptive field after one more layer (Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural
 * Networks", Distill 2019): the size grows by dilation (k - 1) times the stride so far, the padding by p times it.
 */
export function seenThrough(field: ReceptiveField, window: WindowPlan): ReceptiveField {
  const along = (axis: 0 | 1) => ({
    size: field.size[axis] + window.dilation[axis] * (window.kernel[axis] - 1) * field.stride[axis],
    stride: field.stride[axis] * window.stride[axis],
    padding: field.padding[axis] + window.padding[axis] * field.stride[axis],
  });
  const [y, x] = [along(0), along(1)];
  return { size: [y.size, x.size], stride: [y.stride, x.stride], padding: [y.padding, x.padding] };
}

/**
 * What a sum sees whose terms see this each, all with the same stride: from the first pixel that one of them reaches to the
 * last. Where the windows have one centre, that is the largest of them.
 */
export function seenTogether(fields: readonly ReceptiveField[]): ReceptiveField {
  const along = (axis: 0 | 1) => {
    const padding = Math.max(...fields.map((field) => field.padding[axis]));
    const end = Math.max(...fields.map((field) => field.size[axis] - field.padding[axis]));
    return { size: padding + end, stride: Math.max(...fields.map((field) => field.stride[axis])), padding };
  };
  const [y, x] = [along(0), along(1)];
  return { size: [y.size, x.size], stride: [y.stride, x.stride], padding: [y.padding, x.padding] };
}
