/**
 * The kernels where the time goes keep everything in registers. V8 has 15 vector registers; a value more, and every turn of the loop
 * stores and fetches it, which made such kernels up to twice as slow. Nothing in a source shows it, so the machine code is read.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, type TestContext } from 'vitest';
import { loadKernels } from '../../src/kernels/load.ts';
import { Memory } from '../../src/memory/memory.ts';
import { ROOT } from '../helpers/cli.ts';
import { innermostLoopsOf } from '../helpers/machine-code.ts';

/** These must be there: where one of them gets another name, the guard would silently guard nothing. */
const HOT = [
  ...['conv_tile', 'conv_gradient_add_5', 'conv_gradient_add_4', 'winograd_panel_4', 'winograd_panel_5'],
  ...['channelwise_tile', 'channelwise_tile_3', 'channelwise_gradient_tile'],
];

/** From so many multiply-adds on, the loop of any other kernel is held to the same. */
const MANY = 8;

/** Instructions that move a vector between register and stack, in one turn of a loop, where that is known and does no harm. */
const TOLERATED: Readonly<Record<string, number>> = {
  // The exponential of several logits at once; a fraction of a per cent of any step.
  cross_entropy_forward: 16,
  softmax_forward: 16,
  // Its limit is the memory.
  adam_update: 2,
};

/** Compiles the kernels as V8 does once they are hot, and prints what comes out. */
const COMPILE = `
  const v8 = require('node:v8');
  const { readFileSync } = require('node:fs');
  const bytes = readFileSync('wasm/kernels.relaxed.wasm');
  // Node.js 20 has relaxed SIMD behind a flag that newer versions do not know.
  if (!WebAssembly.validate(bytes)) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  new WebAssembly.Module(bytes);
`;
const FLAGS = ['--no-liftoff', '--no-wasm-lazy-compilation', '--print-wasm-code'];

it('keeps the hot loops of the kernels free of register spills', async (context) => {
  const names = kernelNames(context);
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, '-e', COMPILE], { cwd: ROOT, maxBuffer: 1 << 28 });
  const functions = innermostLoopsOf(stdout);
  if (functions.size === 0) context.skip('this version of Node.js does not print the machine code of WebAssembly');

  const found = [...functions].flatMap(([index, loops]) => {
    const name = names.get(index);
    if (name === undefined) return [];
    return loops
      .filter(({ multiplyAdds }) => multiplyAdds >= (HOT.includes(name) ? 1 : MANY))
      .map(({ multiplyAdds, spills }) => ({ name, multiplyAdds, spills }));
  });
  for (const name of HOT) {
    expect(
      found.some((loop) => loop.name === name),
      `the kernel ${name} has no loop of multiply-adds any more: name in HOT what has taken its place`,
    ).toBe(true);
  }
  const bad = found.filter(({ name, spills }) => spills.length > (TOLERATED[name] ?? 0));
  expect(bad).toEqual([]);
});

/** Names of exported kernels by the number of their function. */
function kernelNames(context: TestContext): ReadonlyMap<number, string> {
  if (process.arch !== 'x64') context.skip(`only the machine code of x64 is read, and this is ${process.arch}`);
  const { build, kernels } = loadKernels(new Memory());
  if (build !== 'relaxed') context.skip('the fused kernels do not run here');
  // The name of an exported function is its index in the module (WebAssembly JavaScript interface, "exported functions").
  return new Map(Object.entries(kernels).map(([name, kernel]) => [Number((kernel as { name: string }).name), name]));
}
