import { expect, it } from 'vitest';
import { z } from 'zod';
import { choice } from '../base/choice.ts';
import { type Entry, Registry } from '../base/registry.ts';
import { toJsonSchema } from './json-schema.ts';

const shapes = new Registry('shape', [
  { name: 'point', summary: 'No size.', options: z.strictObject({}) },
  {
    name: 'circle',
    summary: 'Round.',
    options: z.strictObject({ radius: z.number().gt(0).describe('In pixels.'), filled: z.boolean().default(true) }),
  },
]);

it('offers the shorthand only where nothing else is needed, and every member with its options', () => {
  const schema = z.strictObject({
    shape: choice(shapes, { key: 'type', fallback: 'point', shared: { id: z.int().optional() } }).prefault({}),
  });
  expect(toJsonSchema(schema)).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      shape: {
        default: {},
        anyOf: [
          { type: 'string', enum: ['point'] },
          {
            title: 'point',
            description: 'No size.',
            type: 'object',
            properties: { type: { const: 'point' }, id: { type: 'integer' } },
            additionalProperties: false,
          },
          {
            title: 'circle',
            description: 'Round.',
            type: 'object',
            properties: {
              type: { const: 'circle' },
              radius: { type: 'number', exclusiveMinimum: 0, description: 'In pixels.' },
              filled: { type: 'boolean', default: true },
              id: { type: 'integer' },
            },
            required: ['type', 'radius'],
            additionalProperties: false,
          },
        ],
      },
    },
    additionalProperties: false,
  });
});

it('says once what contains itself, and refers to it', () => {
  const nested: Registry<Entry> = new Registry<Entry>('node', [
    { name: 'leaf', summary: 'An end.', options: z.strictObject({}) },
    { name: 'fork', summary: 'Two ways.', options: z.strictObject({ ways: z.lazy(() => z.array(node).min(2)) }) },
  ]);
  const node: z.ZodType = choice(nested, { key: 'type' });
  const reference = { $ref: '#/$defs/node' };
  const { properties, $defs } = toJsonSchema(z.strictObject({ first: node.describe('One.'), all: z.array(node) }));
  expect(properties).toEqual({ first: { ...reference, description: 'One.' }, all: { type: 'array', items: reference } });
  const member = { type: 'object', additionalProperties: false };
  expect($defs).toEqual({
    node: {
      anyOf: [
        { type: 'string', enum: ['leaf'] },
        { ...member, title: 'leaf', description: 'An end.', properties: { type: { const: 'leaf' } }, required: ['type'] },
        {
          ...member,
          title: 'fork',
          description: 'Two ways.',
          properties: { type: { const: 'fork' }, ways: { type: 'array', items: reference, minItems: 2 } },
          required: ['type', 'ways'],
        },
      ],
    },
  });
});
