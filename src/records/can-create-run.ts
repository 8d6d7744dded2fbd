import { dirname, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { checkWritable, kindOfPath } from '../base/files.ts';

/**
 * Makes nothing, but tells beforehand that `createRun` would fail.
 * @throws UserError when the runs folder cannot be made or written (a file in the way, no permission)
 */
export function checkCanCreateRun(runsDir: string): void {
  const target = resolve(runsDir);
  let nearest = target;
  while (kindOfPath(nearest) === 'missing' && nearest !== dirname(nearest)) nearest = dirname(nearest);
  if (kindOfPath(nearest) === 'folder') checkWritable(nearest);
  else {
    const reason = nearest === target ? 'a file of that name is in the way' : 'a part of the path is a file, not a folder';
    throw new UserError(`Cannot create the runs folder: ${reason}.`, { facts: [['path', runsDir]] });
  }
}
