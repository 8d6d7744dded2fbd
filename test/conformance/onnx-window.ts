import type { AttributeValue, OnnxCase } from './onnx-case.ts';

/** Attributes by name, of the types of their defaults. */
export type OnnxAttributes<A> = { readonly [K in keyof A]: A[K] extends number ? number : A[K] extends string ? string : A[K] };

/** The attributes of a case over their defaults. @throws when it has one that is not among them. */
export function attributesOf<A extends Readonly<Record<string, AttributeValue>>>(
  { attributes, operator }: OnnxCase,
  defaults: A,
): OnnxAttributes<A> {
  for (const name of attributes.keys()) {
    if (!(name in defaults)) throw new Error(`${operator}: the attribute ${name} is not understood`);
  }
  return { ...defaults, ...Object.fromEntries(attributes) } as OnnxAttributes<A>;
}

interface WindowAttributes {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly auto_pad: string;
}

/** ONNX's window as our options: SAME_LOWER puts the odd pixel of padding to the top and left, which we do not name. */
export function windowOf({ inputs }: OnnxCase, attributes: WindowAttributes) {
  const kernel = pairOf(attributes.kernel_shape);
  const stride = pairOf(attributes.strides);
  const dilation = pairOf(attributes.dilations);
  const [top = 0, left = 0, bottom = 0, right = 0] = attributes.pads;
  switch (attributes.auto_pad) {
    case 'NOTSET':
      return { kernel, stride, dilation, padding: [top, left, bottom, right] as const };
    case 'VALID':
      return { kernel, stride, dilation, padding: 'valid' as const };
    case 'SAME_UPPER':
      return { kernel, stride, dilation, padding: 'same' as const };
    case 'SAME_LOWER': {
      const size = pairOf(inputs[0]?.shape.slice(2) ?? []);
      const [height, width] = ([0, 1] as const).map((axis) =>
        Math.max(
          0,
          (Math.ceil(size[axis] / stride[axis]) - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1 - size[axis],
        ),
      ) as [number, number];
      const after = [Math.floor(height / 2), Math.floor(width / 2)] as const;
      return { kernel, stride, dilation, padding: [height - after[0], width - after[1], ...after] as const };
    }
    default:
      throw new Error(`auto_pad ${attributes.auto_pad} is not understood`);
  }
}

function pairOf(values: readonly number[]): readonly [number, number] {
  const [vertical, horizontal] = values;
  if (values.length !== 2 || vertical === undefined || horizontal === undefined) {
    throw new Error(`a window of ${values.length} dimensions, but ours have two`);
  }
  return [vertical, horizontal];
}
