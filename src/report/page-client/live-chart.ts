import { IN_PAGE } from '../chart/look.ts';
import { chartOption, LEFT, RIGHT } from '../chart/option.ts';
import { type ChartPlan, canShow, type Scale } from '../chart/plan.ts';
import type { Range } from '../chart/view.ts';
import { type Chart, init } from './echarts.ts';
import { openBox } from './live-box.ts';
import { curvesOfTrials, trialNear } from './pointed-curve.ts';
import type { Signal } from './signal.ts';
import { scopeOf } from './study-scope.ts';
import { tip } from './tip.ts';

/** Left below the axis for its name and the slider. */
const GRID = { top: 14, bottom: 78 };
/** Of what is shown, for each press of a key. */
const STEP = 0.2;
/** Steps that a reader can zoom in to; powers of ten on a logarithmic axis. */
const LEAST = 5;
const LEAST_POWERS = 0.5;

/** A chart that the reader can look into. It takes the place of its picture. */
export class LiveChart {
  readonly #plan: ChartPlan;
  readonly #figure: HTMLElement;
  readonly #chart: Chart;
  readonly #hidden = new Set<number>();
  readonly #pointed: Signal<number | undefined>;
  readonly #least: number;
  #scale: Scale;
  #window: Range;
  #stretch: Range | undefined;

  constructor(figure: HTMLElement, plan: ChartPlan) {
    this.#plan = plan;
    this.#figure = figure;
    this.#scale = plan.scale;
    this.#window = plan.extent;
    this.#pointed = scopeOf(figure).pointed;
    this.#least = plan.xScale === 'log' ? LEAST_POWERS : LEAST;
    const box = openBox(figure, `${plan.title}. Arrow keys move, plus and minus zoom, 0 shows everything.`);
    this.#chart = init(box, null, { renderer: 'svg' });
    this.#draw();
    this.#chart.on('datazoom', () => this.#zoomed());
    new ResizeObserver(() => this.#resized(box)).observe(box);
    box.addEventListener('keydown', (event) => this.#pressed(event));
    this.#startTools();
    if (curvesOfTrials(plan, this.#hidden).length > 0) this.#startPointing(box);
  }

  #draw(): void {
    const [first, last] = this.#window;
    const plan = { ...this.#plan, series: this.#plan.series.filter((_, i) => !this.#hidden.has(i)) };
    const option = chartOption(plan, {
      ...{ look: IN_PAGE, scale: this.#scale, window: this.#window, stretch: this.#stretch },
      ...{ width: this.#chart.getWidth(), grid: GRID },
    });
    option.series.push(this.#pointedSeries());
    this.#chart.setOption({ ...option, dataZoom: this.#zooms(first, last), tooltip: this.#tooltip() }, { notMerge: true });
    const reset = this.#figure.querySelector<HTMLButtonElement>('[data-reset]');
    if (reset !== null) reset.disabled = first === this.#plan.extent[0] && last === this.#plan.extent[1];
  }

  #zooms(startValue: number, endValue: number) {
    // "none": curves are not cut where the window ends, but lead out of it.
    const common = { xAxisIndex: 0, filterMode: 'none', startValue, endValue, minValueSpan: this.#least };
    return [
      // The wheel alone scrolls the page.
      { ...common, type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, preventDefaultMouseMove: false },
      {
        ...{ ...common, type: 'slider', height: 14, bottom: 8, left: LEFT, right: RIGHT, brushSelect: false, showDetail: false },
        ...{ showDataShadow: false, borderColor: 'var(--faint)', backgroundColor: 'transparent', fillerColor: 'var(--soft)' },
        ...{ handleStyle: { color: 'var(--paper)', borderColor: 'var(--quiet)' }, moveHandleSize: 0 },
        emphasis: { handleStyle: { color: 'var(--soft)', borderColor: 'var(--ink)' } },
      },
    ];
  }

  #tooltip() {
    return {
      ...{ trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: 'var(--paper)', borderColor: 'var(--line)' },
      textStyle: { color: 'var(--ink)' },
      axisPointer: { type: 'line', snap: false, lineStyle: { color: 'var(--quiet)', type: [3, 3] } },
      formatter: (points: readonly { readonly axisValue?: number }[]) =>
        tip(this.#plan, this.#hidden, Number(points[0]?.axisValue), this.#pointed.value),
    };
  }

  /** The curve of the trial that is pointed at, here or elsewhere, over all others. */
  #pointedSeries() {
    const { x = [], y = [] } = curvesOfTrials(this.#plan, this.#hidden).find(({ trial }) => trial === this.#pointed.value) ?? {};
    const data = y.flatMap((value, i) => (canShow(value, this.#scale) ? [[x[i] as number, value as number]] : []));
    const color = 'var(--ink)';
    return {
      ...{ id: 'pointed', type: 'line' as const, silent: true, z: 6, data, symbol: 'circle', symbolSize: 5 },
      ...{ lineStyle: { color, width: 2.5 }, itemStyle: { color }, emphasis: { disabled: true } },
    };
  }

  #startPointing(box: HTMLElement): void {
    let own: number | undefined;
    box.addEventListener('pointermove', ({ clientX, clientY }) => {
      const { left, top } = box.getBoundingClientRect();
      const grid = { gridIndex: 0 };
      const [place = 0] = this.#chart.convertFromPixel(grid, [clientX - left, clientY - top]);
      const up = (value: number) => this.#chart.convertToPixel(grid, [place, value])[1] ?? 0;
      own = trialNear(curvesOfTrials(this.#plan, this.#hidden), place, clientY - top, up);
      this.#pointed.set(own);
    });
    box.addEventListener('pointerleave', () => this.#pointed.release(own));
    this.#pointed.listen(() => this.#chart.setOption({ series: [this.#pointedSeries()] }));
  }

  /** The y axis follows what can be seen. */
  #zoomed(): void {
    const option = this.#chart.getOption() as { dataZoom?: readonly { startValue?: number; endValue?: number }[] };
    const { startValue, endValue } = option.dataZoom?.[0] ?? {};
    if (startValue === undefined || endValue === undefined) return;
    this.#show([startValue, endValue]);
  }

  #show(window: Range): void {
    this.#window = window;
    this.#draw();
  }

  #resized(box: HTMLElement): void {
    // On paper the box is not shown.
    if (box.clientWidth === 0) return;
    this.#chart.resize();
    this.#draw();
  }

  #pressed(event: KeyboardEvent): void {
    const [first, last] = this.#window;
    const by = (last - first) * STEP;
    const windows: Readonly<Record<string, Range>> = {
      ...{ ArrowLeft: this.#moved(-by), ArrowRight: this.#moved(by), '0': this.#plan.extent },
      ...{ '+': [first + by / 2, last - by / 2], '=': [first + by / 2, last - by / 2], '-': this.#widened(by) },
    };
    const window = windows[event.key];
    if (window === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (window[1] - window[0] >= this.#least || window === this.#plan.extent) this.#show(window);
  }

  #moved(by: number): Range {
    const [least, most] = this.#plan.extent;
    const [first, last] = this.#window;
    const possible = Math.max(least - first, Math.min(most - last, by));
    return [first + possible, last + possible];
  }

  #widened(by: number): Range {
    const [least, most] = this.#plan.extent;
    return [Math.max(least, this.#window[0] - by / 2), Math.min(most, this.#window[1] + by / 2)];
  }

  #startTools(): void {
    const figure = this.#figure;
    const scale = figure.querySelector<HTMLButtonElement>('[data-scale]');
    scale?.addEventListener('click', () => {
      this.#scale = this.#scale === 'log' ? 'linear' : 'log';
      scale.setAttribute('aria-pressed', String(this.#scale === 'log'));
      this.#draw();
    });
    figure.querySelector('[data-reset]')?.addEventListener('click', () => this.#show(this.#plan.extent));
    for (const button of figure.querySelectorAll<HTMLButtonElement>('[data-series]')) {
      const index = Number(button.dataset.series);
      button.disabled = false;
      button.addEventListener('click', () => {
        if (!this.#hidden.delete(index)) this.#hidden.add(index);
        button.setAttribute('aria-pressed', String(!this.#hidden.has(index)));
        this.#draw();
      });
    }
    // A reading that the pointer is on shows the stretch that it speaks of.
    for (const card of document.querySelectorAll<HTMLElement>(`[data-of="${this.#plan.id}"]`)) {
      const mark = (stretch: Range | undefined) => () => {
        this.#stretch = stretch;
        this.#draw();
      };
      card.addEventListener('pointerenter', mark([Number(card.dataset.from), Number(card.dataset.to)]));
      card.addEventListener('pointerleave', mark(undefined));
    }
  }
}
