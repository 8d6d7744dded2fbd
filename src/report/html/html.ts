import { html as template } from 'hono/html';
import { InternalError } from '../../base/errors.ts';

export { raw } from 'hono/html';

/** Markup, as opposed to text: what goes into `html` as it is. */
export type Html = Exclude<ReturnType<typeof template>, Promise<unknown>>;

/**
 * Markup from a template. What stands in `${}` is escaped, for text and for values of attributes in double quotes, unless it
 * is markup itself; lists are joined, and `undefined`, `false` and `true` leave nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const made = template(strings, ...values);
  if (made instanceof Promise) throw new InternalError('A page is made of values, not of promises.');
  return made;
}
