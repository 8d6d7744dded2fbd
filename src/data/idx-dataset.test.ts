import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeImageFolder, writeIdx } from '../../test/helpers/idx-files.ts';
import { loadIdxFolder } from './idx-dataset.ts';
import { findIdxFiles } from './idx-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-run-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function touch(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, name), '');
}

describe('findIdxFiles', () => {
  const pair = (images: string, labels: string) => ({ images: join(folder, images), labels: join(folder, labels) });

  it.each([
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
    ['train-images.idx3-ubyte', 'train-labels.idx1-ubyte', 't10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte'],
    ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz', 'test-images-idx3-ubyte.gz', 'test-labels-idx1-ubyte.gz'],
    ['train-images-idx4-ubyte', 'train-labels-idx1-ubyte', 'test-images-idx4-ubyte', 'test-labels-idx1-ubyte'],
    [
      'emnist-digits-train-images-idx3-ubyte',
      'emnist-digits-train-labels-idx1-ubyte',
      'emnist-digits-test-images-idx3-ubyte',
      'emnist-digits-test-labels-idx1-ubyte',
    ],
    ['Latest_TRAIN_Images.IDX', 'Latest_TRAIN_Labels.IDX', 'Latest_Test_Images.IDX', 'Latest_Test_Labels.IDX'],
  ])('knows %s', (trainImages, trainLabels, testImages, testLabels) => {
    touch(trainImages, trainLabels, testImages, testLabels, 'README', 'train.log');
    expect(findIdxFiles(folder)).toEqual({ train: pair(trainImages, trainLabels), test: pair(testImages, testLabels) });
  });

  it('needs no test files, takes the plain one of two, and a name with idx before another', () => {
    touch('train-images-idx3-ubyte', 'train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte', 'train-images.png');
    const train = pair('train-images-idx3-ubyte', 'train-labels-idx1-ubyte');
    expect(findIdxFiles(folder)).toEqual({ train, test: undefined });
    mkdirSync(join(folder, 'train-images.idx3-ubyte'));
    expect(findIdxFiles(folder)).toEqual({ train, test: undefined });
  });

  it('takes a folder where there is no file, so that reading it says what is wrong', () => {
    touch('train-labels-idx1-ubyte');
    mkdirSync(join(folder, 'train-images-idx3-ubyte'));
    expect(() => loadIdxFolder('idx', folder, undefined)).toThrow('Cannot read the training images: it is a folder, not a file.');
  });

  it('lists what is there when a file is missing', () => {
    expect(() => findIdxFiles(folder)).toThrow(
      [
        'There are no training images in the data folder.',
        `  folder     ${folder}`,
        '  found      nothing: the folder is empty',
        '  expected   train-images-idx3-ubyte, .gz or not, or a name like it',
      ].join('\n'),
    );
    touch('train-images-idx3-ubyte', ...Array.from({ length: 30 }, (_, i) => `other${i + 10}`));
    expect(() => findIdxFiles(folder)).toThrow(/no training labels.*\n.*\n {2}found +other10, .*, other29 and 11 more\n/);
    touch('train-labels-idx1-ubyte', 't10k-images-idx3-ubyte');
    expect(() => findIdxFiles(folder)).toThrow('There are no test labels that go with the test images in the data folder.');
    renameSync(join(folder, 't10k-images-idx3-ubyte'), join(folder, 't10k-labels-idx1-ubyte'));
    expect(() => findIdxFiles(folder)).toThrow('There are no test images that go with the test labels in the data folder.');
  });

  it('does not guess between two files', () => {
    touch('emnist-digits-train-images-idx3-ubyte', 'emnist-letters-train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte');
    expect(() => findIdxFiles(folder)).toThrow(
      [
        'Several files might be the training images.',
        `  folder       ${folder}`,
        '  candidates   emnist-digits-train-images-idx3-ubyte, emnist-letters-train-images-idx3-ubyte.gz',
        '  Keep one of them in a folder of its own with the files that belong to it.',
      ].join('\n'),
    );
  });

  it('refuses a path that is missing, a file, or no path', () => {
    expect(() => findIdxFiles(join(folder, 'gone'))).toThrow('Cannot read the data folder: there is no such file or folder.');
    touch('file');
    expect(() => findIdxFiles(join(folder, 'file'))).toThrow(
      `The path of the data is a file, not a folder.\n  path   ${join(folder, 'file')}\n  Give the folder that holds the IDX files.`,
    );
    expect(() => findIdxFiles('nul\0byte')).toThrow('Cannot read the data folder');
  });
});

describe('loadIdxFolder', () => {
  const trainImages = () => join(folder, 'train-images-idx3-ubyte');
  const trainLabels = () => join(folder, 'train-labels-idx1-ubyte');
  const testImages = () => join(folder, 't10k-images-idx3-ubyte');
  const testLabels = () => join(folder, 't10k-labels-idx1-ubyte');

  it('loads grey images, plain and gzipped alike', () => {
    const plain = loadIdxFolder('idx', makeImageFolder(folder, { size: 6 }), undefined);
    expect(plain).toMatchObject({ name: 'idx', channels: 1, height: 6, width: 6, classes: ['0', '1', '2', '3'] });
    expect([plain.train.count, plain.train.pixels.length, plain.train.labels.length]).toEqual([200, 200 * 36, 200]);
    expect([plain.test?.count, plain.test?.pixels.length, plain.test?.labels.length]).toEqual([80, 80 * 36, 80]);
    const packed = loadIdxFolder('idx', makeImageFolder(join(folder, 'packed'), { size: 6, gzip: true }), undefined);
    expect(packed).toEqual(plain);
  });

  it('loads colour images as channels, height, width', () => {
    writeIdx(join(folder, 'train-images-idx4-ubyte'), [2, 3, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    writeIdx(trainLabels(), [2], [1, 0]);
    expect(loadIdxFolder('idx', folder, undefined)).toMatchObject({ channels: 3, height: 1, width: 2, test: undefined });
  });

  it('names the classes as told', () => {
    makeImageFolder(folder);
    expect(loadIdxFolder('idx', folder, 6).classes).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(loadIdxFolder('idx', folder, ['a', 'b', 'c', 'd']).classes).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses a label outside the classes, in training and in test', () => {
    makeImageFolder(folder);
    expect(() => loadIdxFolder('idx', folder, ['a', 'b', 'c'])).toThrow(
      [
        'A label is outside the classes.',
        `  file      ${trainLabels()}`,
        '  example   3   (counted from 0)',
        '  label     3',
        '  classes   3, labels 0 to 2   (as data.classes says)',
        '  If the label is right, set data.classes to at least 4.',
      ].join('\n'),
    );
    writeIdx(testImages(), [2, 8, 8], new Uint8Array(128));
    writeIdx(testLabels(), [2], [3, 7]);
    expect(() => loadIdxFolder('idx', folder, undefined)).toThrow(
      [
        'A label is outside the classes.',
        `  file      ${testLabels()}`,
        '  example   1   (counted from 0)',
        '  label     7',
        '  classes   4, labels 0 to 3   (from the highest training label)',
        '  If the label is right, set data.classes to at least 8.',
      ].join('\n'),
    );
  });

  it('refuses a single class', () => {
    makeImageFolder(folder, { classes: 1 });
    expect(() => loadIdxFolder('idx', folder, undefined)).toThrow('All training labels are 0: there is nothing to tell apart.');
    expect(loadIdxFolder('idx', folder, 2).classes).toEqual(['0', '1']);
  });

  it('refuses images and labels that differ in number', () => {
    makeImageFolder(folder);
    writeIdx(trainLabels(), [199], new Uint8Array(199));
    expect(() => loadIdxFolder('idx', folder, undefined)).toThrow(
      `There are 200 training images but 199 training labels.\n  images   ${trainImages()}\n  labels   ${trainLabels()}`,
    );
    makeImageFolder(folder);
    copyFileSync(trainLabels(), testLabels());
    expect(() => loadIdxFolder('idx', folder, undefined)).toThrow('There are 80 test images but 200 test labels.');
  });

  it('refuses test images of another size', () => {
    makeImageFolder(folder);
    writeIdx(testImages(), [80, 8, 4], new Uint8Array(80 * 32));
    expect(() => loadIdxFolder('idx', folder, undefined)).toThrow(
      [
        'The test images are of another size than the training images.',
        `  training   [1, 8, 8]   (C, H, W)   ${trainImages()}`,
        `  test       [1, 8, 4]   (C, H, W)   ${testImages()}`,
      ].join('\n'),
    );
  });

  it('gives a fingerprint that any byte of the data changes, and nothing else', () => {
    const fingerprint = () => loadIdxFolder('idx', folder, 4).fingerprint;
    const files = [trainImages(), trainLabels(), testImages(), testLabels()];
    const dims = [[200, 8, 8], [200], [80, 8, 8], [80]];
    makeImageFolder(folder);
    const original = fingerprint();
    expect(original).toMatch(/^[0-9a-f]{64}$/);
    expect(loadIdxFolder('mnist', folder, ['a', 'b', 'c', 'd']).fingerprint).toBe(original);
    const seen = new Set([original]);
    const { train, test } = loadIdxFolder('idx', folder, 4);
    for (const [i, elements] of [train.pixels, train.labels, test?.pixels ?? [], test?.labels ?? []].entries()) {
      const changed = Uint8Array.from(elements);
      changed[77] = (changed[77] ?? 0) ^ 1;
      makeImageFolder(folder);
      writeIdx(files[i] ?? '', dims[i] ?? [], changed);
      seen.add(fingerprint());
    }
    makeImageFolder(folder);
    writeIdx(trainImages(), [200, 4, 16], train.pixels);
    writeIdx(testImages(), [80, 4, 16], test?.pixels ?? []);
    seen.add(fingerprint());
    rmSync(testImages());
    rmSync(testLabels());
    seen.add(fingerprint());
    expect(seen.size).toBe(7);
  });
});
