/**
 * To be loaded before a program (`node --import`): ends a worker thread in its n-th change of the file system, where n is what the
 * environment variable END_WORKER_AT says, as a worker ends that has no memory left. Each file named by END_WORKER_ONCE is taken by
 * one ending: when none is left, no more workers are ended.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  let left = Number(process.env.END_WORKER_AT);
  for (const name of ['writeSync', 'writeFileSync', 'renameSync']) {
    const change = fs[name];
    fs[name] = (...args) => {
      left -= 1;
      if (left === 0 && take(String(process.env.END_WORKER_ONCE))) process.exit(1);
      return change(...args);
    };
  }
  syncBuiltinESMExports();
}

function take(files) {
  return files.split(',').some((file) => {
    try {
      fs.unlinkSync(file);
      return true;
    } catch {
      return false;
    }
  });
}
