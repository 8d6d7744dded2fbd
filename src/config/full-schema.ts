import { searchSection } from '../search/section.ts';
import { experimentSchema } from './schema.ts';

const search = searchSection
  .optional()
  .describe('How a sweep searches for hyperparameters; a single training takes no notice of it.');

/** All that a config may say, in the order in which it comes out. */
export const fullSchema = experimentSchema.extend({ search });
