/** Finds an npm library that somebody has installed in some folder; it is no dependency of this project. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @returns where the library lies and its version; undefined when it is in none of the folders. */
export function findLibrary(name, folders) {
  for (const folder of folders) {
    const path = join(folder, 'node_modules', name);
    const description = join(path, 'package.json');
    if (existsSync(description)) return { path, version: JSON.parse(readFileSync(description, 'utf8')).version };
  }
  return undefined;
}

/** Loads a library from where it lies: its ES module where it names one for Node.js, else as `require` does. */
export async function loadLibrary(path) {
  const { exports } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const entry = exports?.['.']?.import;
  if (entry !== undefined) return await import(pathToFileURL(join(path, entry)).href);
  return createRequire(join(path, 'package.json'))(path);
}
