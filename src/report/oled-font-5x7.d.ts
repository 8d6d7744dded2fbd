/** The part of oled-font-5x7 that is used here; the package brings no types. */
declare module 'oled-font-5x7' {
  const font: {
    /** Five columns for each character from the left, one byte each: its lowest bit is the topmost pixel. */
    readonly fontData: readonly number[];
    /** The characters, in the order of their data. */
    readonly lookup: readonly string[];
  };
  export default font;
}
