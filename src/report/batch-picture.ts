export function batchPicture(_a: unknown): Uint8Array {
  return new Uint8Array();
}
