import { count } from '../../base/format.ts';
import type { Check, Finding } from '../check.ts';
import { bytesAt, SameImages } from './same-images.ts';

/** Parts of the training images from which on a warning is due [ours]. */
const MANY_CONSTANT = 0.01;
const MANY_DUPLICATES = 0.05;
const CONTRADICTIONS = 0.001;

/** Images without content teach nothing, copies count double, and copies with different labels cannot both be right. */
export const imagesCheck: Check = {
  id: 'images',
  title: 'training images',
  summary: 'Constant images, exact copies, copies with different labels.',
  run({ subject: { data } }): Finding {
    const { set, indices } = data.train;
    const total = indices.length;
    const same = new SameImages();
    let [constant, copies, contradictions] = [0, 0, 0];
    let example: readonly [number, number] | undefined;
    for (const index of indices) {
      const bytes = bytesAt({ set, index });
      if (isConstant(bytes)) constant += 1;
      const other = same.add({ set, index });
      if (other === undefined) continue;
      copies += 1;
      if (set.labels[other.index] === set.labels[index]) continue;
      contradictions += 1;
      example ??= [other.index, index];
    }
    const common = {
      expected: 'different images, none of one colour only',
      expectedText: 'no blank images, no copies',
      measured: `${constant} constant, ${copies} copies, ${contradictions} of these with another label`,
      measuredText: `${count(constant)} blank, ${count(copies)} copies of ${count(total)}`,
      key: ['data'],
      details: { constant, copies, contradictions, total },
    };
    if (constant === total)
      return { ...common, status: 'fail', reading: 'Every image is of one colour: the files were read wrongly, or are empty.' };
    if (constant >= MANY_CONSTANT * total) {
      return { ...common, status: 'warn', reading: `${count(constant)} images are of one colour only and can teach nothing.` };
    }
    if (contradictions > CONTRADICTIONS * total) {
      const places = example === undefined ? '' : `, for example numbers ${example[0]} and ${example[1]} (counted from 0)`;
      return {
        ...common,
        status: 'warn',
        reading: `${count(contradictions)} images are copies of others that have another label${places}: 100 % on the training set is out of reach.`,
      };
    }
    if (copies >= MANY_DUPLICATES * total) {
      return {
        ...common,
        status: 'warn',
        reading: `${count(copies)} of ${count(total)} training images are copies of others: the data are less than they seem.`,
      };
    }
    return { ...common, status: 'pass' };
  },
};

function isConstant(bytes: Uint8Array): boolean {
  const [first] = bytes;
  for (const value of bytes) if (value !== first) return false;
  return true;
}
