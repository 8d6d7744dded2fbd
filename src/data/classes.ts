import { z } from 'zod';
import { UserError } from '../base/errors.ts';

/** Labels are bytes, so there are at most this many classes. */
const MAX_CLASSES = 256;

const classNumber = z.int().min(2).max(MAX_CLASSES);
const classList = z
  .array(z.string().min(1))
  .min(2)
  .max(MAX_CLASSES)
  .refine((names) => new Set(names).size === names.length, { error: 'two classes have the same name' });

/** The option `classes` of a data set: a number, or the names in the order of the labels. */
export const classesOption = z
  .union([classNumber, classList])
  .optional()
  .describe(
    'The classes: how many there are, or a list of their names in the order of the labels. ' +
      'Without it, as many as the highest training label asks for, named by their numbers.',
  );

export type ClassesOption = z.output<typeof classesOption>;

/**
 * The names of the classes.
 * @throws UserError when they are not given and the training labels show fewer than two.
 */
export function classNames(option: ClassesOption, trainLabels: Uint8Array, labelsPath: string): readonly string[] {
  if (Array.isArray(option)) return option;
  const number = option ?? highest(trainLabels) + 1;
  if (number < 2) {
    throw new UserError('All training labels are 0: there is nothing to tell apart.', {
      facts: [['file', labelsPath]],
      hint: 'If more classes are meant, set data.classes.',
    });
  }
  return Array.from({ length: number }, (_, label) => String(label));
}

/** @throws UserError naming the first label that belongs to no class. */
export function checkLabels(labels: Uint8Array, classes: readonly string[], option: ClassesOption, labelsPath: string): void {
  const example = labels.findIndex((label) => label >= classes.length);
  if (example < 0) return;
  const origin = option === undefined ? 'from the highest training label' : 'as data.classes says';
  throw new UserError('A label is outside the classes.', {
    facts: [
      ['file', labelsPath],
      ['example', `${example}   (counted from 0)`],
      ['label', String(labels[example])],
      ['classes', `${classes.length}, labels 0 to ${classes.length - 1}   (${origin})`],
    ],
    hint: `If the label is right, set data.classes to at least ${highest(labels) + 1}.`,
  });
}

function highest(labels: Uint8Array): number {
  let most = 0;
  for (const label of labels) if (label > most) most = label;
  return most;
}
