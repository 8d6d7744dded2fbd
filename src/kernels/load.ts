import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { Kernels } from '../../wasm/kernels.d.ts';
import { UserError } from '../base/errors.ts';
import type { Memory } from '../memory/memory.ts';

export type { Kernels };
export type KernelName = keyof Kernels;

export const KERNEL_BUILDS = ['relaxed', 'simd'] as const;

/**
 * Which build of the kernels runs. `relaxed` multiplies and adds in one rounding (fused, twice the speed), `simd` in
 * two. Results differ in the last bits between the two and agree between all machines that run the same one.
 */
export type KernelBuild = (typeof KERNEL_BUILDS)[number];

export interface LoadedKernels {
  readonly build: KernelBuild;
  readonly kernels: Kernels;
  /** The compiled code, for instances on other threads. */
  readonly module: WebAssembly.Module;
}

/**
 * Instantiates the kernels on `memory`: the fused build where the engine knows relaxed SIMD and the processor rounds
 * once, else the plain one; `build` forces one.
 * @throws UserError when the forced build cannot run here, or the kernels are not built.
 */
export function loadKernels(memory: Memory, build?: KernelBuild): LoadedKernels {
  if (build !== 'simd' && relaxedSimdIsKnown()) {
    const loaded = instantiate('relaxed', memory);
    if (loaded.kernels.is_fused(bitsOf(2 ** -13)) === 1) return loaded;
  }
  if (build === 'relaxed') {
    throw new UserError('The fused kernels cannot run on this machine.', {
      facts: [['reason', 'the processor or this version of Node.js has no fused multiply-add for WebAssembly']],
      hint: 'Leave the choice of kernels to the program.',
    });
  }
  return instantiate('simd', memory);
}

/** The bits of a float32, as kernels take constants. */
export function bitsOf(value: number): number {
  floatView[0] = value;
  return bitView[0] as number;
}

const floatView = new Float32Array(1);
const bitView = new Int32Array(floatView.buffer);

/** The smallest module that uses `f32x4.relaxed_madd`: one function that applies it to its three arguments. */
const RELAXED_PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b], // type (v128, v128, v128) -> v128
  ...[0x03, 0x02, 0x01, 0x00], // one function of it
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b], // its body
);

function relaxedSimdIsKnown(): boolean {
  if (WebAssembly.validate(RELAXED_PROBE)) return true;
  // Node.js 20 has it behind a flag. Newer versions do not come here: there the flag itself would draw a warning.
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(RELAXED_PROBE);
}

function instantiate(build: KernelBuild, memory: Memory): LoadedKernels {
  const url = new URL(`../../wasm/kernels.${build}.wasm`, import.meta.url);
  let binary: Buffer;
  try {
    binary = readFileSync(url);
  } catch (error) {
    throw new UserError('The kernels are not built.', { hint: 'Run "npm run build" in the folder of cnn-run.', cause: error });
  }
  const module = new WebAssembly.Module(new Uint8Array(binary));
  const instance = new WebAssembly.Instance(module, {
    env: {
      memory: memory.wasm,
      abort: () => {
        throw new Error('a kernel aborted');
      },
    },
  });
  return { build, kernels: instance.exports as unknown as Kernels, module };
}
