/** Milliseconds since 1970, finer than Date.now(): what processes can compare. */
export function epochMilliseconds() {
  return performance.timeOrigin + performance.now();
}
