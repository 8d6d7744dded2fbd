import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([SVGRenderer]);

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a chart without a screen. The parts of echarts that the option needs must be in use. The same option gives the same
 * text.
 *
 * @param prefix of the names that the picture refers to itself by: pictures in one page need different ones.
 * @returns an SVG document.
 */
export function pictureOf({ width, height }: Size, option: echarts.EChartsCoreOption, prefix = ''): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return standingAlone(chart.renderToSVGString(), prefix);
  } finally {
    // Otherwise the process would never end.
    chart.dispose();
  }
}

/**
 * Without what is for pages that follow the mouse (a style sheet, classes, attributes), and without the number of the chart
 * in names: echarts counts all charts and classes of a process.
 */
function standingAlone(svg: string, prefix: string): string {
  return svg
    .replace(/<style\b.*?<\/style>/s, '')
    .replaceAll(/ (?:class="zr\d+-[\w-]+"|ecmeta_\w+="[^"]*"|pointer-events="\w+")/g, '')
    .replaceAll(/(?<=\bid="|url\(#)zr\d+-/g, prefix);
}
