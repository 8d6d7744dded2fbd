import { z } from 'zod';
import { classesOption } from '../classes.ts';
import type { DatasetEntry } from '../dataset.ts';
import { loadIdxFolder } from '../idx-dataset.ts';

const options = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      'The folder with the IDX files, plain or gzipped: train-images-idx3-ubyte, train-labels-idx1-ubyte and, for a test part, ' +
        't10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, or names like these. Colour images have 4 dimensions (N, C, H, W).',
    ),
  classes: classesOption,
});

/** Any labelled images in the format of MNIST: Fashion-MNIST, EMNIST, KMNIST, one's own. */
export const idx: DatasetEntry<z.output<typeof options>> = {
  name: 'idx',
  summary: 'Any folder with images and labels as IDX files, the format of MNIST (Fashion-MNIST, EMNIST, your own).',
  options,
  load: ({ path, classes }) => loadIdxFolder('idx', path, classes),
};
