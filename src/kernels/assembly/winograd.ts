/**
 * Bytes between the matrices of two points of a Winograd transform. Without them the 36 streams that a transform reads or
 * writes at once would lie a power of two apart, fall into the same few lines of the first-level cache and throw each
 * other out, at twice the time.
 */
export const POINT_GAP: usize = 64;
