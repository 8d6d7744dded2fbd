import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode, UserError } from '../base/errors.ts';
import { fileError } from '../base/files.ts';

/**
 * Finds the four IDX files of a data set in a folder by their names. A name counts when it contains `train`, or `test`
 * or `t10k`, and `images` or `labels`, in any case: `train-images-idx3-ubyte`, `t10k-labels.idx1-ubyte.gz`,
 * `emnist-digits-train-images-idx3-ubyte`.
 */

export interface FilePair {
  readonly images: string;
  readonly labels: string;
}

export interface IdxFiles {
  readonly train: FilePair;
  /** Undefined when the folder has no test files at all. */
  readonly test: FilePair | undefined;
}

const MAX_LISTED = 20;

/** @throws UserError when the folder cannot be read, a file is missing, or two files might be meant. */
export function findIdxFiles(folder: string): IdxFiles {
  const entries = listFolder(folder);
  const names = entries.map(({ name }) => name);
  const find = (part: 'train' | 'test', kind: 'images' | 'labels') => choose(folder, entries, part, kind);
  const trainImages = find('train', 'images');
  const trainLabels = find('train', 'labels');
  if (trainImages === undefined) throw missing(folder, names, 'training images', 'train-images-idx3-ubyte');
  if (trainLabels === undefined) throw missing(folder, names, 'training labels', 'train-labels-idx1-ubyte');
  const train = { images: trainImages, labels: trainLabels };
  const images = find('test', 'images');
  const labels = find('test', 'labels');
  if (images === undefined && labels === undefined) return { train, test: undefined };
  if (images === undefined) throw missing(folder, names, 'test images that go with the test labels', 't10k-images-idx3-ubyte');
  if (labels === undefined) throw missing(folder, names, 'test labels that go with the test images', 't10k-labels-idx1-ubyte');
  return { train, test: { images, labels } };
}

function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOTDIR') throw fileError('Cannot read the data folder', folder, error);
    throw new UserError('The path of the data is a file, not a folder.', {
      facts: [['path', folder]],
      hint: 'Give the folder that holds the IDX files.',
      cause: error,
    });
  }
}

/** The path of the one file that fits, the plain one where it is there packed as well; undefined when there is none. */
function choose(
  folder: string,
  entries: readonly Dirent[],
  part: 'train' | 'test',
  kind: 'images' | 'labels',
): string | undefined {
  const fitting = entries.filter(({ name }) => partOf(name) === part && kindOf(name) === kind);
  // A folder is taken only where there is no file (then reading it says so): some archives unpack each file into a
  // folder of nearly its name, beside the file.
  const files = fitting.filter((entry) => !entry.isDirectory());
  const candidates = mostLikely((files.length > 0 ? files : fitting).map(({ name }) => name));
  const stems = new Set(candidates.map(stem));
  if (stems.size > 1) {
    const what = part === 'train' ? `training ${kind}` : `test ${kind}`;
    throw new UserError(`Several files might be the ${what}.`, {
      facts: [
        ['folder', folder],
        ['candidates', listed(candidates)],
      ],
      hint: 'Keep one of them in a folder of its own with the files that belong to it.',
    });
  }
  const chosen = candidates.find((name) => stem(name) === name) ?? candidates[0];
  return chosen === undefined ? undefined : join(folder, chosen);
}

function partOf(name: string): 'train' | 'test' | undefined {
  const lower = name.toLowerCase();
  // In this order, for names such as "latest-train-images".
  if (lower.includes('train')) return 'train';
  return /t10k|test/.test(lower) ? 'test' : undefined;
}

function kindOf(name: string): 'images' | 'labels' | undefined {
  const lower = name.toLowerCase();
  if (lower.includes('images')) return 'images';
  return lower.includes('labels') ? 'labels' : undefined;
}

/** Names that say IDX before those that leave it open, so that a `train-images.png` does no harm. */
function mostLikely(names: readonly string[]): readonly string[] {
  const certain = names.filter((name) => /idx|ubyte/i.test(name));
  return certain.length > 0 ? certain : names;
}

function stem(name: string): string {
  return name.replace(/\.gz$/i, '');
}

function missing(folder: string, names: readonly string[], what: string, usual: string): UserError {
  return new UserError(`There are no ${what} in the data folder.`, {
    facts: [
      ['folder', folder],
      ['found', names.length === 0 ? 'nothing: the folder is empty' : listed(names)],
      ['expected', `${usual}, .gz or not, or a name like it`],
    ],
  });
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
