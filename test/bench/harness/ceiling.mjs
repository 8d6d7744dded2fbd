/**
 * What this machine can do at most in a process of this kind: multiply-adds on 128-bit vectors that depend on nothing, and
 * copying. The code is assembled here, apart from the kernels that are held against it.
 */

/** Independent chains, enough to hide how long one multiply-add takes; with the two factors they fill 14 of 15 registers. */
const CHAINS = 12;
const UNROLLED = 4;
const SLICE_MILLISECONDS = 4;

/** @returns GFLOP/s of one thread, that of the fastest slice. @param fused is whether the kernels multiply and add in one rounding. */
export function measureMultiplyAdds(fused, seconds) {
  const { multiply_add: multiplyAdd } = instantiate(fused).exports;
  const rounds = 2000;
  const slices = fastestSlice(() => multiplyAdd(rounds), seconds);
  return (2 * 4 * CHAINS * UNROLLED * rounds) / slices / 1e6;
}

/** @returns GB/s, read and written, of copying so many bytes in all over and over: half are read, half written. */
export function measureCopy(bytes, seconds) {
  const half = Math.ceil(bytes / 2 / 64) * 64;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * half) / 65536) + 1 });
  const { copy } = instantiate(false, memory).exports;
  return (2 * half) / fastestSlice(() => copy(0, half + 1024, half), seconds) / 1e6;
}

/** Milliseconds of a call, averaged over the calls of a few milliseconds; the shortest such mean. */
function fastestSlice(call, seconds) {
  const ends = performance.now() + 1000 * seconds;
  let fastest = Number.POSITIVE_INFINITY;
  do {
    const began = performance.now();
    let calls = 0;
    let elapsed = 0;
    do {
      call();
      calls += 1;
      elapsed = performance.now() - began;
    } while (elapsed < SLICE_MILLISECONDS);
    fastest = Math.min(fastest, elapsed / calls);
  } while (performance.now() < ends);
  return fastest;
}

function instantiate(fused, memory = new WebAssembly.Memory({ initial: 1 })) {
  return new WebAssembly.Instance(new WebAssembly.Module(assemble(fused)), { env: { memory } });
}

// Of the binary format (https://webassembly.github.io/spec/core/binary/) what is needed here.
const [I32, F32, V128] = [0x7f, 0x7d, 0x7b];
const vector = (items) => [...unsigned(items.length), ...items.flat()];
const text = (name) => vector([...Buffer.from(name)]);
const section = (id, content) => [id, ...unsigned(content.length), ...content];
const simd = (code, ...immediates) => [0xfd, ...unsigned(code), ...immediates];
const get = (local) => [0x20, ...unsigned(local)];
const set = (local) => [0x21, ...unsigned(local)];
const i32 = (value) => [0x41, ...signed(value)];
const f32 = (value) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
const splat = (value) => [...f32(value), ...simd(0x13)];
const ADD = simd(0xe4);
const MULTIPLY = simd(0xe6);
const RELAXED_MULTIPLY_ADD = simd(0x105);
const [I32_ADD, I32_SUB, END] = [0x6a, 0x6b, 0x0b];
const repeatWhile = (body, condition) => [0x03, 0x40, ...body, ...condition, 0x0d, 0, END];

function assemble(fused) {
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      vector([
        [0x60, ...vector([I32]), ...vector([F32])],
        [0x60, ...vector([I32, I32, I32]), ...vector([])],
      ]),
    ),
    ...section(2, vector([[...text('env'), ...text('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, vector([0, 1])),
    ...section(
      7,
      vector([
        [...text('multiply_add'), 0, 0],
        [...text('copy'), 0, 1],
      ]),
    ),
    ...section(10, vector([body([[CHAINS + 2, V128]], chains(fused)), body([], copying())])),
  );
}

function body(locals, code) {
  const content = [...vector(locals.map(([count, type]) => [...unsigned(count), type])), ...code, END];
  return [...unsigned(content.length), ...content];
}

/** (rounds) => a number that depends on every chain: each x becomes x * a + b, over and over. */
function chains(fused) {
  const [rounds, a, b] = [0, CHAINS + 1, CHAINS + 2];
  const all = Array.from({ length: CHAINS }, (_, i) => i + 1);
  const multiplyAdd = fused ? [...get(b), ...RELAXED_MULTIPLY_ADD] : [...MULTIPLY, ...get(b), ...ADD];
  const once = all.flatMap((x) => [...get(x), ...get(a), ...multiplyAdd, ...set(x)]);
  return [
    ...[...splat(0.999), ...set(a), ...splat(0.001), ...set(b)],
    ...all.flatMap((x) => [...splat(x), ...set(x)]),
    ...repeatWhile(Array(UNROLLED).fill(once).flat(), [...get(rounds), ...i32(1), I32_SUB, 0x22, rounds]),
    ...all.flatMap((x, i) => [...get(x), ...(i === 0 ? [] : ADD)]),
    ...simd(0x1f, 0),
  ];
}

/** (from, to, bytes) => nothing: 64 bytes at a time. */
function copying() {
  const [from, to, bytes] = [0, 1, 2];
  const move = [0, 16, 32, 48].flatMap((offset) => [
    ...[...get(to), ...get(from)],
    ...[...simd(0x00, 4, offset), ...simd(0x0b, 4, offset)],
  ]);
  const on = [from, to].flatMap((address) => [...get(address), ...i32(64), I32_ADD, ...set(address)]);
  return repeatWhile([...move, ...on], [...get(bytes), ...i32(64), I32_SUB, 0x22, bytes]);
}

/** LEB128. */
function unsigned(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value) {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}
