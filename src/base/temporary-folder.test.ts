import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { temporaryFolder } from '../../test/helpers/experiment.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder('temporary');
afterEach(() => vi.unstubAllEnvs());

it('is made where the system has its temporary files, and removed with all that is in it', () => {
  vi.stubEnv('TMPDIR', folder);
  const listeners = process.listenerCount('exit');
  const one = makeTemporaryFolder('one-');
  const two = makeTemporaryFolder('one-');
  writeFileSync(join(one.path, 'file'), '');
  expect(readdirSync(folder)).toHaveLength(2);
  expect(process.listenerCount('exit')).toBe(listeners + 2);
  one.remove();
  one.remove();
  expect(existsSync(one.path)).toBe(false);
  two.remove();
  expect(readdirSync(folder)).toEqual([]);
  expect(process.listenerCount('exit')).toBe(listeners);
});

it('says where it cannot be made', () => {
  vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
  expect(userErrorOf(() => makeTemporaryFolder('x-')).message).toBe(
    `Cannot create a temporary folder: there is no such file or folder.\n  path   ${join(folder, 'nowhere')}`,
  );
});
