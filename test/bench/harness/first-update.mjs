/**
 * To be loaded before the program (`node --import`): writes to file descriptor 3, when the program ends, at what time the last
 * optimizer kernel was done, in milliseconds since 1970, and how many cores others used until then. In a training of one step
 * that is the end of the first step.
 */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { epochMilliseconds } from './clock.mjs';
import { allowedCores } from './cores.mjs';
import { watchForeignLoad } from './foreign-load.mjs';
import { watchKernels } from './watch-kernels.mjs';

if (isMainThread) {
  const foreignLoad = watchForeignLoad(allowedCores);
  let last;
  watchKernels((name, call) => {
    call();
    if (name.endsWith('_update')) last = { done: epochMilliseconds(), foreignCores: foreignLoad() };
  });
  process.on('exit', () => {
    if (last !== undefined) writeSync(3, JSON.stringify(last));
  });
}
