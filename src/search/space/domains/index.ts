import { Registry } from '../../../base/registry.ts';
import type { DomainEntry } from '../domain.ts';
import { choice } from './choice.ts';
import { integer } from './integer.ts';
import { logUniform } from './log-uniform.ts';
import { uniform } from './uniform.ts';

/** Every kind of range that a search space can name. */
export const domains: Registry<DomainEntry> = new Registry<DomainEntry>('range', [choice, uniform, logUniform, integer]);
