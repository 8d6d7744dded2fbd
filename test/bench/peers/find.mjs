/** Finds the libraries that cnn-run is compared with. Whoever is not installed is left out, with a note. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { measureIn } from '../harness/child.mjs';
import { GROUPS } from '../harness/contenders.mjs';
import { coresFor } from '../harness/cores.mjs';
import { findLibrary } from './library.mjs';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @returns those that can be measured, and notes about them and about the others. */
export function findPeers({ python, folders, avx2, threads }, timing) {
  const torch = findTorch(python, threads, avx2, timing);
  const npm = findNpmLibraries(folders, timing);
  return { contenders: [...torch.contenders, ...npm.contenders], notes: [...torch.notes, ...npm.notes] };
}

/** What makes both of PyTorch's libraries of kernels do without wider vectors. */
const AVX2_ONLY = { ONEDNN_MAX_CPU_ISA: 'AVX2', ATEN_CPU_CAPABILITY: 'avx2' };

function findTorch(python, threads, avx2, timing) {
  const question = 'import torch; print(torch.__version__, torch.backends.cpu.get_cpu_capability())';
  const { status, stdout } = spawnSync(python, ['-c', question], { encoding: 'utf8' });
  if (status !== 0) {
    return { contenders: [], notes: [`PyTorch: left out, "${python}" has none (name one that has with --python PATH)`] };
  }
  const [version, capability] = stdout.trim().split(' ');
  const widths = [[GROUPS.torch, {}], ...(avx2 ? [[GROUPS.torchAvx2, AVX2_ONLY]] : [])];
  const contenders = threads.flatMap((count) =>
    widths.flatMap(([group, env]) =>
      ['channels_last', 'nchw'].map((layout) => ({
        label: `${group} ${version} ${layout}`,
        group,
        threads: count,
        mayFail: true,
        // A config of the user's own says nothing that PyTorch could be told.
        rounds: ({ layers }) => (layers === undefined ? 0 : Number.POSITIVE_INFINITY),
        measure: (network) =>
          measureIn(
            python,
            [script('torch_peer.py')],
            { ...network, ...timing, layout, threads: count },
            { cores: coresFor(count), env },
          ),
      })),
    ),
  );
  return { contenders, notes: [`PyTorch ${version} (${capability}), the better of two layouts in each round`] };
}

/**
 * What each library can train. `batch` is smaller than the network's own where a step would take many seconds (the speed per image
 * hardly depends on it), and where it still does, only the first rounds are measured.
 */
const LIBRARIES = [
  {
    name: '@tensorflow/tfjs',
    label: 'TensorFlow.js',
    variants: [
      {
        label: 'wasm, own gradients',
        script: 'tensorflow.mjs',
        options: { backend: 'wasm', ownGradients: true },
        needs: { wasmPath: '@tensorflow/tfjs-backend-wasm' },
        networks: { A: {}, B: { batch: 8 }, C: { batch: 8 }, D: {} },
      },
      { label: 'cpu', script: 'tensorflow.mjs', options: { backend: 'cpu' }, networks: { A: { batch: 8, rounds: 2 }, D: {} } },
    ],
  },
  {
    name: '@jax-js/jax',
    label: 'jax-js',
    variants: [
      { label: 'wasm', script: 'jax-js.mjs', networks: { A: {}, B: { batch: 4, rounds: 1 }, C: { batch: 4, rounds: 1 }, D: {} } },
    ],
  },
  { name: 'convnetjs', label: 'ConvNetJS', variants: [{ label: 'cpu', script: 'convnetjs.mjs', networks: { A: {}, D: {} } }] },
];

function findNpmLibraries(folders, timing) {
  const contenders = [];
  const notes = [];
  for (const { name, label, variants } of LIBRARIES) {
    const library = findLibrary(name, folders);
    if (library === undefined) {
      notes.push(`${label}: left out, ${name} is not installed (npm install --prefix DIR ${name}, then --peers-folder DIR)`);
      continue;
    }
    notes.push(`${label} ${library.version}`);
    for (const variant of variants) {
      const needs = Object.entries(variant.needs ?? {}).map(([key, needed]) => [key, needed, findLibrary(needed, folders)]);
      const missing = needs.find(([, , found]) => found === undefined);
      if (missing !== undefined) {
        notes.push(`${label} (${variant.label}): left out, ${missing[1]} is not installed`);
        continue;
      }
      const paths = Object.fromEntries(needs.map(([key, , found]) => [key, found.path]));
      contenders.push({
        label: `${label} ${library.version} (${variant.label})`,
        group: GROUPS.npm,
        threads: 1,
        mayFail: true,
        rounds: ({ letter }) =>
          variant.networks[letter] === undefined ? 0 : (variant.networks[letter].rounds ?? Number.POSITIVE_INFINITY),
        measure(network) {
          const { batch = network.batch } = variant.networks[network.letter];
          const spec = { ...network, ...variant.options, ...paths, ...timing, batch, path: library.path, threads: 1 };
          return measureIn(process.execPath, [script(variant.script)], spec, { cores: coresFor(1) });
        },
      });
    }
  }
  return { contenders, notes };
}
