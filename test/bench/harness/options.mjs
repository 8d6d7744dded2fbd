import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { networks } from '../networks.mjs';
import { allowedCores } from './cores.mjs';

export const USAGE = `npm run bench -- [options] [network ...]

A network is one of the letters A to D (all by default) or the path of a config of your own.

  --rounds N          how often everything is measured, in turns (5)
  --seconds S         how long training steps are timed in each measurement (1.5)
  --threads LIST      numbers of threads, as 1,2 (1 and all cores)
  --peers             measure PyTorch and the npm libraries too, where they are installed
  --python PATH       a python3 that has torch ($PYTHON, else python3)
  --peers-folder DIR  where npm libraries are installed (else in this project)
  --peers-avx2        measure PyTorch also with vectors of 256 bits at most
  --markdown          print the tables for the README
  --json FILE         write every single measurement
  --scaling           instead: cost against batch size, image size, width and depth, and over thousands of steps
`;

/** @throws Error that says what is wrong with the command line. */
export function parseOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      threads: { type: 'string' },
      peers: { type: 'boolean', default: false },
      python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
      'peers-folder': { type: 'string' },
      'peers-avx2': { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
      scaling: { type: 'boolean', default: false },
    },
  });
  const threads = values.threads?.split(',') ?? [...new Set([1, allowedCores.length])];
  return {
    help: values.help,
    rounds: wholeNumber('--rounds', values.rounds ?? (values.scaling ? 3 : 5)),
    seconds: positive('--seconds', values.seconds ?? (values.scaling ? 0.5 : 1.5)),
    threads: threads.map((count) => wholeNumber('--threads', count)),
    peers: values.peers,
    python: values.python,
    folders: values['peers-folder'] === undefined ? [] : [resolve(values['peers-folder'])],
    avx2: values['peers-avx2'],
    markdown: values.markdown,
    json: values.json,
    scaling: values.scaling,
    networks: positionals.length === 0 ? networks : positionals.map(networkOf),
  };
}

function wholeNumber(name, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${name}: expected a whole number of at least 1, got "${text}"`);
}

function positive(name, text) {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`${name}: expected a number above 0, got "${text}"`);
}

function networkOf(word) {
  const known = networks.find(({ letter }) => letter === word.toUpperCase());
  return known ?? { letter: word, title: word, config: word };
}
