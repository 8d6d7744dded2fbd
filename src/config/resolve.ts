import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { check } from './problems.ts';
import { locate, type Problem, type SourceNode, toValue } from './tree.ts';

/** What a tree says, checked, with all defaults. @throws ConfigError with what is wrong in it and the problems that were known before. */
export function resolve<T>(schema: z.ZodType<T>, root: SourceNode, known: readonly Problem[]): T {
  const { value, findings = [] } = check(schema, toValue(root));
  const problems = findings.map(({ path, target, text }) => ({ place: locate(root, path, target), label: path.join('.'), text }));
  if (known.length > 0 || problems.length > 0) throw new ConfigError([...known, ...problems]);
  return value as T;
}
