import type { ImageSet } from '../data/dataset.ts';
import type { PreparedData } from '../data/prepare.ts';
import type { Engine } from '../tensor/engine.ts';

/** Data whose images lie in the engine's memory, as far as there is room for them. */
export interface ResidentData {
  readonly data: PreparedData;
  /** Byte address of the images of each set that lies there. */
  readonly addresses: ReadonlyMap<ImageSet, number>;
}

/** Images beyond this many bytes stay outside: the memory of the engine ends at 4 GiB, and the network needs most of it. */
const MOST_BYTES = 2 ** 30;

/**
 * Moves the images of a data set into the engine's memory, where kernels gather each batch by its list of positions: then
 * a step waits for nothing, and no image is copied before it. The data returned are the same with the images at their new
 * place, so that the old ones can be forgotten.
 * @param mostBytes of all sets together; more stay where they are.
 */
export function makeResident(engine: Engine, data: PreparedData, mostBytes = MOST_BYTES): ResidentData {
  const { dataset, train, validation, test } = data;
  if (residentBytes(data, mostBytes) === 0) return { data, addresses: new Map() };
  const moved = new Map(setsOf(data).map((set) => [set, move(engine, set)]));
  const at = (set: ImageSet): ImageSet => moved.get(set)?.set ?? set;
  return {
    data: {
      ...data,
      dataset: { ...dataset, train: at(dataset.train), test: dataset.test === undefined ? undefined : at(dataset.test) },
      train: { ...train, set: at(train.set) },
      validation: validation === undefined ? undefined : { ...validation, set: at(validation.set) },
      test: test === undefined ? undefined : { ...test, set: at(test.set) },
    },
    addresses: new Map([...moved.values()].map(({ set, address }) => [set, address])),
  };
}

/** The bytes of all images that `makeResident` moves; 0 when they are too many. */
export function residentBytes(data: PreparedData, mostBytes = MOST_BYTES): number {
  const bytes = setsOf(data).reduce((sum, { pixels }) => sum + pixels.length, 0);
  return bytes > mostBytes ? 0 : bytes;
}

function setsOf({ dataset: { train, test } }: PreparedData): readonly ImageSet[] {
  return test === undefined ? [train] : [train, test];
}

function move({ memory }: Engine, set: ImageSet) {
  const address = memory.allocate(set.pixels.length);
  const pixels = memory.uint8(address, set.pixels.length);
  pixels.set(set.pixels);
  return { set: { ...set, pixels }, address };
}
