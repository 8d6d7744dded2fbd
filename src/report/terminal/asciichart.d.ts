/** The part of asciichart that is used here; the package brings no types. */
declare module 'asciichart' {
  interface Options {
    /** Rows between `min` and `max`. */
    readonly height: number;
    readonly min: number;
    readonly max: number;
    /** Columns left of the chart, the axis included. */
    readonly offset: number;
    /** Text at an axis row. */
    readonly format: (value: number, row: number) => string;
    /** Axis start, axis, two unused, flat, down to, up to, down from, up from, vertical. */
    readonly symbols: readonly string[];
  }
  const asciichart: { plot(series: readonly (readonly number[])[], options: Options): string };
  export default asciichart;
}
