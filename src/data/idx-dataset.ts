import { UserError } from '../base/errors.ts';
import { shapeText } from '../base/format.ts';
import { type ClassesOption, checkLabels, classNames } from './classes.ts';
import type { Dataset, ImageSet } from './dataset.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readIdx } from './idx.ts';
import { type FilePair, findIdxFiles } from './idx-files.ts';

/** One part of the data set as its two files give it. */
interface Part extends ImageSet {
  /** `[C, H, W]`. */
  readonly shape: readonly [number, number, number];
}

/**
 * Reads a data set from a folder of IDX files: images with dimensions (N, H, W), or (N, C, H, W) for colour, and their
 * labels (N). The test files may be absent.
 * @throws UserError when a file is missing or broken, or the files do not go together.
 */
export function loadIdxFolder(name: string, folder: string, option: ClassesOption): Dataset {
  const files = findIdxFiles(folder);
  const train = readPart(files.train, 'training');
  const test = files.test === undefined ? undefined : readPart(files.test, 'test');
  if (files.test !== undefined && test !== undefined && test.shape.join() !== train.shape.join()) {
    throw new UserError('The test images are of another size than the training images.', {
      facts: [
        ['training', `${shapeText(train.shape)}   (C, H, W)   ${files.train.images}`],
        ['test', `${shapeText(test.shape)}   (C, H, W)   ${files.test.images}`],
      ],
    });
  }
  const classes = classNames(option, train.labels, files.train.labels);
  checkLabels(train.labels, classes, option, files.train.labels);
  if (files.test !== undefined && test !== undefined) checkLabels(test.labels, classes, option, files.test.labels);
  const [channels, height, width] = train.shape;
  const fingerprint = fingerprintOf({ channels, height, width, train, test });
  return { name, channels, height, width, classes, train, test, fingerprint };
}

function readPart(files: FilePair, part: 'training' | 'test'): Part {
  const images = readIdx({ path: files.images, what: `${part} images`, dimensions: [3, 4] });
  const labels = readIdx({ path: files.labels, what: `${part} labels`, dimensions: [1] });
  const [count = 0, ...rest] = images.sizes;
  if (labels.elements.length !== count) {
    throw new UserError(`There are ${count} ${part} images but ${labels.elements.length} ${part} labels.`, {
      facts: [
        ['images', files.images],
        ['labels', files.labels],
      ],
    });
  }
  const [width = 0, height = 0, channels = 1] = rest.reverse();
  return { count, pixels: images.elements, labels: labels.elements, shape: [channels, height, width] };
}
