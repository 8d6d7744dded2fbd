import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { InternalError } from './errors.ts';
import { Registry } from './registry.ts';

const entry = (name: string) => ({ name, summary: `${name}.`, options: z.strictObject({}) });
const registry = new Registry('optimizer', [entry('sgd'), entry('adam'), entry('adamw')]);

describe('a registry', () => {
  it('holds its members in their order', () => {
    expect(registry.names).toEqual(['sgd', 'adam', 'adamw']);
    expect([...registry].map(({ summary }) => summary)).toEqual(['sgd.', 'adam.', 'adamw.']);
    expect([...registry]).toEqual([...registry]);
  });

  it('finds a member by its exact name', () => {
    expect(registry.get('adam').summary).toBe('adam.');
    expect(['adam', 'Adam', 'toString', '__proto__'].map((name) => registry.has(name))).toEqual([true, false, false, false]);
  });

  it('names the nearest ones when there is no such member', () => {
    expect(userErrorOf(() => registry.get('Adam_')).message).toBe(
      'There is no optimizer called "Adam_".\n  known   sgd, adam, adamw\n  Did you mean "adam" or "adamw"?',
    );
  });

  it('names all when none is near', () => {
    expect(userErrorOf(() => registry.get('constructor')).message).toBe(
      'There is no optimizer called "constructor".\n  known   sgd, adam, adamw\n  Choose one of the known ones.',
    );
  });

  it('refuses two members of one name', () => {
    expect(() => new Registry('layer', [entry('relu'), entry('relu')])).toThrow(
      new InternalError('two members of the registry of layers have the same name'),
    );
  });
});
