/** What every augmentation promises. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { type Augmenter, augmentImages, createAugmenter } from '../../src/data/augment.ts';
import type { ImageShape } from '../../src/data/augmentations/augmentation.ts';
import { augmentations } from '../../src/data/augmentations/index.ts';
import type { ImageSet } from '../../src/data/dataset.ts';

const SHAPE = { channels: 3, height: 11, width: 11 };
const IMAGE = 3 * 11 * 11;
const COUNT = 200;
const set = randomSet();
const all = Uint32Array.from({ length: COUNT }, (_, i) => i);

interface Member {
  /** Options with which nothing changes. */
  readonly identity: object;
  /** Options with which it changes images, none of them default. */
  readonly strong: object;
  /** Whether doing the same twice is to have done nothing. */
  readonly isInvolution: boolean;
  readonly bad: readonly object[];
  /** Of what `strong` makes of the images in the epochs 1 and 2: the same on every machine. */
  readonly sha256: string;
}

const badProbabilities = [{ p: -0.1 }, { p: 1.1 }, { p: '1' }, { p: Number.NaN }];
const badFills = [{ fill: -1 }, { fill: 256 }, { fill: 0.5 }, { fill: [0, 0, 0] }];

const MEMBERS: Readonly<Record<string, Member>> = {
  flipHorizontal: {
    identity: { p: 0 },
    strong: { p: 1 },
    isInvolution: true,
    bad: badProbabilities,
    sha256: '69a0e87920bd253c549b1522e24bc5fc2a247d06bdd91723fc804b0863189466',
  },
  flipVertical: {
    identity: { p: 0 },
    strong: { p: 1 },
    isInvolution: true,
    bad: badProbabilities,
    sha256: '618054763b39409e9a85c251575af96b2976a34fda9c0b9c64ea7bce5ac4c173',
  },
  shift: {
    identity: { pixels: 0 },
    strong: { pixels: [5, 3], fill: 77 },
    isInvolution: false,
    bad: [{ pixels: -1 }, { pixels: 1.5 }, { pixels: [1] }, { pixels: [1, 2, 3] }, { pixels: [1, -2] }, ...badFills],
    sha256: '630b83a2a07b5a7b5c3b683c30d13478509f4093fd275c3c66a32c19357caecd',
  },
  rotate: {
    identity: { degrees: 0 },
    strong: { degrees: 180, fill: 200 },
    isInvolution: false,
    bad: [{ degrees: -1 }, { degrees: 181 }, { degrees: [0, 10] }, ...badFills],
    sha256: 'cd467943e12634ee895fcec87f8ea5d39100f05afdfa3e38bffb789d0c23ec3b',
  },
  quarterTurns: {
    identity: { p: 0 },
    strong: { p: 1 },
    isInvolution: false,
    bad: badProbabilities,
    sha256: '96d14768ad61fd0e3f2d0c6a259f485f3a6698430c7981f305654ac056b8747e',
  },
};

function randomSet(): ImageSet {
  const random = Random.derive(9, 'augmentations');
  const bytes = (length: number, bound: number) => Uint8Array.from({ length }, () => random.below(bound));
  return { count: COUNT, pixels: bytes(COUNT * IMAGE, 256), labels: bytes(COUNT, 10) };
}

interface Circumstances {
  readonly seed?: number;
  readonly epoch?: number;
  readonly shape?: ImageShape;
  /** How often in turn. */
  readonly times?: number;
}

function augmenterOf(name: string, options: object, { seed = 1, shape = SHAPE, times = 1 }: Circumstances = {}): Augmenter {
  const list = Array.from({ length: times }, () => ({ type: name, ...augmentations.get(name).options.parse(options) }));
  const augmenter = createAugmenter(list, shape, seed);
  if (augmenter === undefined) throw new Error('the list is not empty');
  return augmenter;
}

/** The images of the whole set in an epoch. */
function imagesOf(name: string, options: object, { epoch = 1, ...rest }: Circumstances = {}): Uint8Array {
  return augmentImages(augmenterOf(name, options, rest), set, all, epoch).pixels;
}

it('knows every augmentation', () => {
  expect(Object.keys(MEMBERS)).toEqual(augmentations.names);
});

describe.each(Object.entries(MEMBERS))('augmentation %s', (name, { identity, strong, isInvolution, bad, sha256 }) => {
  const entry = augmentations.get(name);

  it('describes itself and every option, each with a default', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [option, schema] of Object.entries(entry.options.shape)) expect(schema.description, option).toMatch(/\.$/);
    expect(entry.options.safeParse({}).success).toBe(true);
  });

  it('refuses options that make no sense', () => {
    for (const options of [{ unheardOf: 1 }, ...bad]) {
      expect(entry.options.safeParse(options).success, JSON.stringify(options)).toBe(false);
    }
  });

  it('gives the same bytes on every machine', () => {
    const hash = createHash('sha256');
    for (const epoch of [1, 2]) hash.update(imagesOf(name, strong, { epoch }));
    expect(hash.digest('hex')).toBe(sha256);
  });

  it('makes of an image what seed, epoch and position say, whatever batch it is in', () => {
    const augmenter = augmenterOf(name, strong);
    const whole = augmentImages(augmenter, set, all, 3).pixels;
    const order = all.slice();
    Random.derive(4, 'order').shuffle(order);
    for (let from = 0; from < COUNT; ) {
      // Batches of ever more of them, and another epoch in between.
      const to = Math.min(COUNT, 2 * from + 1);
      const batch = new Uint8Array((to - from) * IMAGE);
      augmenter.gather(set, order, from, to, 8, batch);
      augmenter.gather(set, order, from, to, 3, batch);
      for (let i = from; i < to; i++) {
        const position = order[i] ?? 0;
        const image = batch.subarray((i - from) * IMAGE, (i - from + 1) * IMAGE);
        expect(image).toEqual(whole.subarray(position * IMAGE, (position + 1) * IMAGE));
      }
      from = to;
    }
    expect(imagesOf(name, strong, { epoch: 3 })).toEqual(whole);
  });

  it('differs by seed, epoch and position', () => {
    // By default, where every image may be changed or not.
    const bytes = imagesOf(name, {});
    expect(imagesOf(name, {}, { seed: 2 })).not.toEqual(bytes);
    expect(imagesOf(name, {}, { epoch: 2 })).not.toEqual(bytes);
    const same: ImageSet = { ...set, pixels: set.pixels.map((_, i) => set.pixels[i % IMAGE] ?? 0) };
    const { pixels } = augmentImages(augmenterOf(name, {}), same, all, 1);
    const images = new Set(Array.from(all, (i) => pixels.subarray(i * IMAGE, (i + 1) * IMAGE).join()));
    expect(images.size).toBeGreaterThan(1);
  });

  it('changes images, and no label', () => {
    const { count, pixels, labels } = augmentImages(augmenterOf(name, strong), set, all, 1);
    expect(count).toBe(COUNT);
    expect(labels).toEqual(set.labels);
    expect(pixels).not.toEqual(set.pixels);
  });

  it('can be told to change nothing', () => {
    expect(imagesOf(name, identity)).toEqual(set.pixels);
  });

  it('leaves the set as it is', () => {
    const before = set.pixels.slice();
    imagesOf(name, strong);
    expect(set.pixels).toEqual(before);
  });

  it.runIf(isInvolution)('is undone by itself', () => {
    expect(imagesOf(name, strong, { times: 2 })).toEqual(set.pixels);
  });

  it.each([
    { channels: 1, height: 1, width: 1 },
    { channels: 2, height: 2, width: 2 },
    { channels: 1, height: 1, width: 7 },
    { channels: 3, height: 7, width: 1 },
    { channels: 1, height: 5, width: 8 },
  ])('takes images of any shape, or says why not: $channels x $height x $width', (shape) => {
    const bytes = shape.channels * shape.height * shape.width;
    const images: ImageSet = { count: 40, pixels: new Uint8Array(40 * bytes).fill(50), labels: new Uint8Array(40) };
    let augmenter: Augmenter;
    try {
      augmenter = augmenterOf(name, {}, { shape });
    } catch (error) {
      expect(error).toMatchObject({ name: 'UserError', headline: expect.stringMatching(new RegExp(`^${name}: `)) });
      return;
    }
    const { pixels } = augmentImages(augmenter, images, all.subarray(0, 40), 1);
    // All are of one grey, and what comes in is black.
    for (const value of pixels) expect(value).toBeLessThanOrEqual(50);
  });
});
