/** Numbers between 0 and 1, the same on every run (mulberry32). */
export function uniformStream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `length` normal numbers of this standard deviation (Box and Muller). */
export function normals(uniform, length, deviation = 1) {
  return Float32Array.from(
    { length },
    () => deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

const BATCHES = 8;
export const CLASSES = 10;

/**
 * Batches of random images with random labels, made before anything is timed: `images` in the order N, C, H, W, `labels`
 * whole numbers, `targets` the same as rows of zeros and a one.
 */
export function randomBatches({ input, batch }) {
  const uniform = uniformStream(1);
  return Array.from({ length: BATCHES }, () => {
    const images = normals(uniform, batch * input.reduce((a, b) => a * b));
    const labels = Array.from({ length: batch }, () => Math.floor(uniform() * CLASSES));
    const targets = new Float32Array(batch * CLASSES);
    labels.forEach((label, row) => {
      targets[row * CLASSES + label] = 1;
    });
    return { images, labels, targets };
  });
}
