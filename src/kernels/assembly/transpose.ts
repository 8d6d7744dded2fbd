/** The columns of four rows of four: `column2(a, b, c, d)` is [a2, b2, c2, d2]. Together they transpose in eight shuffles. */

// @ts-expect-error: decorator
@inline
export function column0(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(lowPairs(a, b), lowPairs(c, d), 0, 1, 4, 5);
}

// @ts-expect-error: decorator
@inline
export function column1(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(lowPairs(a, b), lowPairs(c, d), 2, 3, 6, 7);
}

// @ts-expect-error: decorator
@inline
export function column2(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(highPairs(a, b), highPairs(c, d), 0, 1, 4, 5);
}

// @ts-expect-error: decorator
@inline
export function column3(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(highPairs(a, b), highPairs(c, d), 2, 3, 6, 7);
}

// @ts-expect-error: decorator
@inline
function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

// @ts-expect-error: decorator
@inline
function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}
