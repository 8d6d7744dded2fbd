import { afterEach, describe, expect, it, vi } from 'vitest';
import { Memory } from '../memory/memory.ts';
import { bitsOf, KERNEL_BUILDS, type KernelBuild, type Kernels, loadKernels } from './load.ts';

const { build: fastest } = loadKernels(new Memory());

/** Lets two kernels work on numbers in the memory. */
function doubled(memory: Memory, kernels: Kernels): readonly number[] {
  const [x, out] = [memory.allocate(16), memory.allocate(16)];
  memory.float32(x, 4).set([1, 2, 3, 4]);
  kernels.copy(x, out, 4);
  kernels.sum_of_two(x, out, out, 4);
  return [...memory.float32(out, 4)];
}

describe.each(KERNEL_BUILDS)('the build %s', (build) => {
  it.skipIf(build === 'relaxed' && fastest === 'simd')('loads and works on the memory that it was given', () => {
    const memory = new Memory();
    const loaded = loadKernels(memory, build);
    expect(loaded.build).toBe(build);
    expect(doubled(memory, loaded.kernels)).toEqual([2, 4, 6, 8]);
  });

  it.skipIf(build === 'relaxed' && fastest === 'simd')('multiplies and adds in one rounding only if it is relaxed', () => {
    const { kernels } = loadKernels(new Memory(), build);
    expect(kernels.is_fused(bitsOf(2 ** -13))).toBe(build === 'relaxed' ? 1 : 0);
  });
});

it('gives both builds the same kernels', () => {
  const names = (build: KernelBuild) => Object.keys(loadKernels(new Memory(), build).kernels).sort();
  expect(names('simd')).toContain('images_to_lanes');
  if (fastest === 'relaxed') expect(names('relaxed')).toEqual(names('simd'));
});

it('lets two instances work side by side', () => {
  const memories = [new Memory(), new Memory()] as const;
  const [one, other] = memories.map((memory) => ({ memory, kernels: loadKernels(memory).kernels }));
  expect([one, other].map((each) => each && doubled(each.memory, each.kernels))).toEqual([
    [2, 4, 6, 8],
    [2, 4, 6, 8],
  ]);
});

it.each([
  [0, 0],
  [-0, -0x80000000],
  [1, 0x3f800000],
  [-1, -0x40800000],
  [0.1, 0x3dcccccd],
  [Number.POSITIVE_INFINITY, 0x7f800000],
  [Number.NaN, 0x7fc00000],
])('bitsOf(%d) is %d', (value, bits) => {
  expect(bitsOf(value)).toBe(bits);
});

describe('where something is missing', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.doUnmock('node:fs');
    vi.doUnmock('node:v8');
    vi.resetModules();
  });

  /** The module as it would be in an engine that does not know relaxed SIMD, flag or not. */
  async function withoutRelaxedSimd() {
    const setFlags = vi.fn();
    vi.resetModules();
    vi.doMock('node:v8', () => ({ setFlagsFromString: setFlags }));
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    return { load: await import('./load.ts'), setFlags };
  }

  it('takes the plain build where the engine does not know relaxed SIMD, after asking for it', async () => {
    const { load, setFlags } = await withoutRelaxedSimd();
    expect(load.loadKernels(new Memory()).build).toBe('simd');
    expect(setFlags).toHaveBeenCalledWith('--experimental-wasm-relaxed-simd');
  });

  it('refuses the fused build there', async () => {
    const { load } = await withoutRelaxedSimd();
    expect(() => load.loadKernels(new Memory(), 'relaxed')).toThrow(
      'The fused kernels cannot run on this machine.\n' +
        '  reason   the processor or this version of Node.js has no fused multiply-add for WebAssembly\n' +
        '  Leave the choice of kernels to the program.',
    );
  });

  it('says so when the kernels are not built', async () => {
    vi.resetModules();
    vi.doMock('node:fs', () => ({
      readFileSync: () => {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      },
    }));
    const load = await import('./load.ts');
    const { UserError } = await import('../base/errors.ts');
    const failing = () => load.loadKernels(new Memory(), 'simd');
    expect(failing).toThrow(UserError);
    expect(failing).toThrow('The kernels are not built.\n  Run "npm run build" in the folder of cnn-run.');
  });
});
