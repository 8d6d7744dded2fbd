/**
 * To be loaded before a program (`node --import`): kills it with SIGKILL in its n-th change of the file system, where n is
 * what the environment variable KILL_AT_WRITE says. Of a write the first half is done, of any other change nothing.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGES = [
  'writeSync',
  'writeFileSync',
  'fsyncSync',
  'ftruncateSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'mkdirSync',
];

let left = Number(process.env.KILL_AT_WRITE);
let isInside = false; // the functions of node:fs call one another, differently in each version

for (const name of CHANGES) {
  const change = fs[name];
  fs[name] = (...args) => {
    if (isInside) return change(...args);
    isInside = true;
    try {
      left -= 1;
      if (left !== 0) return change(...args);
      if (name === 'writeSync' || name === 'writeFileSync') writeHalf(change, args);
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    } finally {
      isInside = false;
    }
  };
}
syncBuiltinESMExports();

/** Of `writeSync(file, bytes, offset, length, position)`, `writeSync(file, text, ...)` or `writeFileSync(path, text, ...)`. */
function writeHalf(write, [file, content, ...rest]) {
  if (typeof content === 'string') write(file, content.slice(0, content.length / 2), ...rest);
  else write(file, content, rest[0], Math.floor(rest[1] / 2), rest[2]);
}
