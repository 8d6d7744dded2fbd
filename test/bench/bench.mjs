/**
 * The benchmark of training: `npm run bench -- --help`; docs/benchmark.md says what the figures mean. Everybody is measured in
 * processes of their own, in turns, on the same cores.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { canPin } from './harness/child.mjs';
import { ownContenders } from './harness/contenders.mjs';
import { allowedCores } from './harness/cores.mjs';
import { parseOptions, USAGE } from './harness/options.mjs';
import { root } from './harness/own.mjs';
import { markdownReport, plainReport } from './harness/report.mjs';
import { measureInRounds, REPEATED_SHARE } from './harness/rounds.mjs';
import { studyScaling } from './harness/scaling.mjs';
import { findPeers } from './peers/find.mjs';

const WARM_UP_SECONDS = 0.4;

process.chdir(root);
let options;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`);
  process.exit(2);
}
const log = (text) => console.error(text);
try {
  if (options.help) console.log(USAGE);
  else if (options.scaling) printAll([...description(), '', ...studyScaling(options, log)]);
  else benchmark();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function benchmark() {
  const { networks, threads, rounds, seconds } = options;
  const timing = { seconds, warmUpSeconds: Math.min(WARM_UP_SECONDS, seconds) };
  const peers = options.peers
    ? findPeers({ ...options, folders: [...options.folders, root] }, timing)
    : { contenders: [], notes: [] };
  for (const note of peers.notes) log(note);
  const contenders = [...ownContenders(threads, timing), ...peers.contenders];
  const repeats = Math.ceil(REPEATED_SHARE * rounds * networks.length * contenders.length);
  const samples = measureInRounds(networks, contenders, { rounds, repeats, log });
  checkParameters(samples);
  const text = options.markdown ? markdownReport(samples, networks, threads) : plainReport(samples, networks, threads);
  printAll([...description(), ...peers.notes, '', ...text]);
  if (options.json !== undefined) {
    const document = { description: description(), peers: peers.notes, rounds, seconds, samples };
    writeFileSync(options.json, `${JSON.stringify(document, undefined, 2)}\n`);
  }
}

/** Whoever trains another network cannot be compared. */
function checkParameters(samples) {
  for (const { letter } of options.networks) {
    const counts = new Set(
      samples.filter(({ network, parameters }) => network === letter && parameters).map((one) => one.parameters),
    );
    if (counts.size > 1) throw new Error(`network ${letter}: the parameters are ${[...counts].join(' or ')}`);
  }
}

/** Date, machine, version and command: what a figure is worth nothing without. */
function description() {
  const date = new Date().toISOString().slice(0, 10);
  const memory = `${allowedCores.length} core${allowedCores.length === 1 ? '' : 's'}`;
  return [
    `${date}; ${cpus()[0]?.model.trim()}, ${memory}${canPin ? '' : ' (not pinned)'}; Node.js ${process.versions.node}; ` +
      (options.scaling ? `the fastest of ${options.rounds}` : `medians of ${options.rounds} (least - greatest)`),
    `npm run bench -- ${commandWords().join(' ')}`,
  ];
}

/** The command line without the paths of this machine. */
function commandWords() {
  const names = { '--python': 'PYTHON', '--peers-folder': 'DIR', '--json': 'FILE' };
  const words = process.argv.slice(2);
  return words.map((word, i) => {
    const [name, value] = word.split('=');
    if (names[name] !== undefined && value !== undefined) return `${name}=${names[name]}`;
    return names[words[i - 1]] ?? word;
  });
}

function printAll(lines) {
  console.log(lines.join('\n'));
}
