import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { add } from '../../ops/elementwise/elementwise.ts';
import { type BranchEnd, defineLayer, type LayerEntry, type LayerSpec } from '../layer.ts';
import { seenTogether } from '../receptive-field.ts';

interface Options {
  readonly layers: readonly LayerSpec[];
  readonly shortcut: readonly LayerSpec[];
}

/**
 * A residual block (He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015): y = layers(x) + shortcut(x).
 * Its parameters are those of the layers inside, as PyTorch names the children `layers` and `shortcut` of a module.
 * @param layer gives the schema of a layer. It is asked for late, since this layer is one of those that the schema knows.
 */
export function residualLayer(layer: () => z.ZodType<LayerSpec>): LayerEntry {
  return defineLayer<Options, 'layers' | 'shortcut'>({
    name: 'residual',
    summary:
      'Residual block, layers(x) + shortcut(x); the activation after the addition is a layer of its own (He et al., 2015).',
    options: z.strictObject({
      layers: z
        .lazy(() => z.array(layer()).min(1))
        .describe('The layers whose output is added to the shortcut: a list as that of the model.'),
      shortcut: z
        .lazy(() => z.array(layer()))
        .default([])
        .describe('The layers of the shortcut; none: the input itself. Needed where "layers" change the shape.'),
    }),
    branches: ({ layers, shortcut }) => ({ layers, shortcut }),
    plan({ shortcut: specs }, _, __, { layers, shortcut }) {
      checkShapes(layers, shortcut, specs.length === 0);
      checkStrides(layers, shortcut);
      const receptiveField = seenTogether([layers.receptiveField, shortcut.receptiveField]);
      return { output: layers.output, macs: 0, receptiveField };
    },
    create: (_, { branchEnds: { layers } }) => ({
      // What the main branch's last layer can do behind the addition, where it does the addition as well.
      takesOver: { residual: false, activations: layers?.residual === true ? layers.activations : [] },
      forward(x, _, { activation }, branches) {
        if (!branches.takesResidual('layers')) return add(branches.run('layers', x), branches.run('shortcut', x));
        return branches.run('layers', x, { residual: branches.run('shortcut', x), activation });
      },
    }),
  });
}

function checkShapes({ output }: BranchEnd, shortcut: BranchEnd, isInput: boolean): void {
  if (shapeText(output) === shapeText(shortcut.output)) return;
  const likeness =
    output.length === 1
      ? `a linear layer of ${output[0]} features`
      : `a 1x1 convolution with ${output[0]} channels and the strides of "layers"`;
  throw new UserError('residual: the two branches differ in shape, and cannot be added', {
    facts: [
      ['layers', shapeText(output)],
      ['shortcut', `${shapeText(shortcut.output)}${isInput ? '   (the input itself)' : ''}`],
    ],
    hint: `Let "shortcut" give the shape of "layers", by ${likeness}, for example.`,
  });
}

/** Equal sizes may come about by different steps (3 pixels by stride 2, and by cutting off the border, give 2). */
function checkStrides(layers: BranchEnd, shortcut: BranchEnd): void {
  const [, ...sizes] = layers.output;
  const strides = [layers.receptiveField.stride, shortcut.receptiveField.stride] as const;
  // A single position has no next one.
  if (sizes.every((size, axis) => size === 1 || strides[0][axis] === strides[1][axis])) return;
  throw new UserError(
    'residual: the two branches go over the image in different strides, and what would be added is not of one place',
    {
      facts: [
        ['layers', `${strides[0].join(' x ')}   (input pixels from one position to the next)`],
        ['shortcut', strides[1].join(' x ')],
      ],
      hint: 'Let the strides multiply to the same in both.',
    },
  );
}
