/** One of Winograd's forms F(tile x tile, taps x taps), for filters of that size and stride 1; see `kernels/assembly/winograd.ts`. */
export interface WinogradForm {
  /** Its number in the kernels. */
  readonly code: number;
  /** Output pixels of a tile along one side. */
  readonly tile: number;
  /** Size of the filters along one side. */
  readonly taps: number;
}

export const F4_3: WinogradForm = { code: 0, tile: 4, taps: 3 };
export const F2_5: WinogradForm = { code: 1, tile: 2, taps: 5 };
export const F2_3: WinogradForm = { code: 2, tile: 2, taps: 3 };

/** Points of a form's transform, both sides together. */
export function pointsOf({ tile, taps }: WinogradForm): number {
  return (tile + taps - 1) ** 2;
}
