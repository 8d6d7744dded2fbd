import type { z } from 'zod';
import { InternalError, UserError } from './errors.ts';
import { didYouMean } from './suggest.ts';

/** What every member of a registry says of itself. Validation, help and the generated reference derive from it. */
export interface Entry {
  /** The name used in configs, camelCase. */
  readonly name: string;
  /** One line: what it is, with its source where there is one. */
  readonly summary: string;
  /** The options it takes, with defaults and ranges, without the name that selects it. */
  readonly options: z.ZodObject;
}

/** A closed list of named things (layers, optimizers, schedules, datasets, ...): one file and one line here each. */
export class Registry<E extends Entry> implements Iterable<E> {
  /** What a member is called in messages: `layer`, `optimizer`, ... */
  readonly kind: string;
  readonly #members: ReadonlyMap<string, E>;

  constructor(kind: string, members: readonly E[]) {
    this.kind = kind;
    this.#members = new Map(members.map((member) => [member.name, member]));
    if (this.#members.size < members.length)
      throw new InternalError(`two members of the registry of ${kind}s have the same name`);
  }

  get names(): string[] {
    return [...this.#members.keys()];
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** @throws UserError when there is no such member, with the nearest names. */
  get(name: string): E {
    const member = this.#members.get(name);
    if (member !== undefined) return member;
    throw new UserError(`There is no ${this.kind} called "${name}".`, {
      facts: [['known', this.names.join(', ')]],
      hint: didYouMean(name, this.names) ?? `Choose one of the known ones.`,
    });
  }

  [Symbol.iterator](): Iterator<E> {
    return this.#members.values();
  }
}
