import { count, percent } from '../../base/format.ts';
import { countClasses } from '../../data/class-shares.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Check, Finding } from '../check.ts';

/** From this many times as many examples on, the largest class drowns the smallest [ours]. */
const UNBALANCED = 10;
/** Fewer examples of a class teach nothing of it [ours]. */
const FEW = 5;

/** Every class that the network has an output for should have examples, and about as many as the others. */
export const classesCheck: Check = {
  id: 'classes',
  title: 'classes',
  summary: 'Whether every class has training examples, and how balanced they are.',
  run({ subject: { data } }): Finding {
    const names = data.dataset.classes;
    const counts = countClasses(data.train, names.length);
    const missing = names.map((_, label) => label).filter((label) => counts[label] === 0);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const share = most / data.train.indices.length;
    const common = {
      expected: 'training examples of every class, about as many of each',
      expectedText: `${names.length} classes, balanced`,
      measured: `${names.length - missing.length} of ${names.length} classes, ${least} to ${most} examples each`,
      measuredText:
        missing.length > 0
          ? `${names.length - missing.length} of ${names.length} classes`
          : `${names.length} classes of ${least === most ? count(most) : `${count(least)} to ${count(most)}`}`,
      key: ['data', 'classes'],
      details: { counts, classes: names, missing: missing.map((label) => names[label]) },
    };
    if (missing.length > 0) return { ...common, status: 'fail', ...missingReading(names, missing, data.train) };
    if (least < FEW) {
      const rare = names[counts.indexOf(least)];
      return {
        ...common,
        status: 'warn',
        reading: `Class "${rare}" has only ${least} training ${least === 1 ? 'example' : 'examples'}.`,
      };
    }
    if (most / least > UNBALANCED) {
      return {
        ...common,
        status: 'warn',
        reading: `The classes are unbalanced: always answering "${names[counts.indexOf(most)]}" is right in ${percent(share, 1)} of the cases. Judge by the table of classes (cnn-run eval), not by the accuracy alone.`,
      };
    }
    return { ...common, status: 'pass' };
  },
};

function missingReading(names: readonly string[], missing: readonly number[], { indices }: DataPart) {
  const present = names.length - missing.length;
  if (missing.length === 1 && missing[0] === 0 && present > 1) {
    return {
      reading: `No example has label 0, though all others from 1 to ${names.length - 1} occur: the labels seem to be counted from 1 and belong one lower.`,
      fix: 'subtract 1 from every label, in all parts',
    };
  }
  if (missing[0] === present) {
    return {
      reading: `The network has ${names.length} outputs, but only the first ${present} classes occur in the ${count(indices.length)} training examples: the number of classes is wrong, or examples are missing.`,
      fix: `--data.classes ${present}`,
    };
  }
  const list = missing
    .slice(0, 5)
    .map((label) => `"${names[label]}"`)
    .join(', ');
  return {
    reading: `No training examples of ${missing.length === 1 ? 'class' : 'classes'} ${list}${missing.length > 5 ? ' and more' : ''}: what is never shown is never learned.`,
    fix: 'add examples, or leave these classes out',
  };
}
