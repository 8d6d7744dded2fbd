/** CRC-32C (Castagnoli) of the package crc-32, which ships types for its other checksum only. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** @returns a signed 32-bit number. */
    readonly buf: (data: Uint8Array, seed?: number) => number;
  };
  export default crc32c;
}
