import type { z } from 'zod';
import { experimentSchema } from './schema.ts';

/** The schema of configs with these sections: that of searches is a large part of the program, which is loaded where there is one. */
export async function schemaFor(sections: ReadonlySet<string>): Promise<z.ZodType<z.output<typeof experimentSchema>>> {
  return sections.has('search') ? (await import('./full-schema.ts')).fullSchema : experimentSchema;
}
