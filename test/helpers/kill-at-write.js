/**
 * To be loaded before a program (`node --import`): kills it, as by SIGKILL, in its n-th change of the file system, n in the
 * environment variable KILL_AT_WRITE. Of a write the first half is done, of any other change nothing.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGES = ['writeSync', 'writeFileSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'linkSync', 'unlinkSync', 'rmSync', 'mkdirSync'];

let left = Number(process.env.KILL_AT_WRITE);
let isInside = false; // the functions of node:fs call one another, differently in each version
let n = 0;
process.on('exit', () => console.error('CHANGES', n));
for (const name of CHANGES) {
  const original = fs[name];
  fs[name] = (...args) => {
    if (isInside) return original(...args);
    isInside = true;
    n++;
    if (process.env.SHOW) console.error(n, name, typeof args[0] === 'string' ? args[0] : '', typeof args[1] === 'string' ? args[1].slice(0, 50) : '');
    try {
      left -= 1;
      if (left !== 0) return original(...args);
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    } finally {
      isInside = false;
    }
  };
}
syncBuiltinESMExports();
