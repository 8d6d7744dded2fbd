import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { temporaryFolder } from '../../test/helpers/experiment.ts';
import { checkCanCreateRun } from './can-create-run.ts';
import { createRun } from './create-run.ts';

const folder = temporaryFolder('can-create-run');
writeFileSync(join(folder, 'file'), '');
mkdirSync(join(folder, 'there'));
symlinkSync(join(folder, 'there'), join(folder, 'link'));

it.each(['there', 'link', 'new', 'new/below', 'link/new/below'])('%s can be made, and is not', (name) => {
  const before = readdirSync(folder, { recursive: true });
  checkCanCreateRun(join(folder, name));
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

it.each(['file', 'file/below', 'file/below/that'])('%s cannot, as `createRun` would say', (name) => {
  const runs = join(folder, name);
  const error = userErrorOf(() => createRun(runs, 'x', {}));
  expect(userErrorOf(() => checkCanCreateRun(runs)).message).toBe(error.message);
});
