import { IN_PAGE } from '../chart/look.ts';
import type { MarkPlace, PlacedMarks } from '../chart/mark-path.ts';
import type { Plan } from '../chart/plan.ts';
import { placesOf, type ScatterDrawing, scatterOption } from '../chart/scatter-option.ts';
import type { ScatterPlan } from '../chart/scatter-plan.ts';
import { placesInSquare, squareOption } from '../chart/square-option.ts';
import type { SquarePlan } from '../chart/square-plan.ts';
import { type Chart, init } from './echarts.ts';
import { openBox } from './live-box.ts';
import type { Signal } from './signal.ts';
import { scopeOf } from './study-scope.ts';
import { settingsAround } from './together.ts';
import { TrialTip } from './trial-tip.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is drawn at a size, and where its marks are. */
interface Drawer {
  readonly option: (size: Size) => Parameters<Chart['setOption']>[0];
  readonly places: (size: Size) => readonly PlacedMarks[];
}

/** How near the pointer has to be, in pixels. */
const REACH = 22;

export function liveScatter(figure: HTMLElement, plan: ScatterPlan): void {
  const settings = settingsAround(figure);
  const drawing = (size: Size): ScatterDrawing => ({ ...size, ...settings.value });
  const dots = new LiveDots(figure, plan, {
    option: (size) => scatterOption(plan, drawing(size), IN_PAGE),
    places: (size) => placesOf(plan, drawing(size)),
  });
  settings.listen(() => dots.draw());
}

export function liveSquare(figure: HTMLElement, plan: SquarePlan): void {
  new LiveDots(figure, plan, {
    option: (size) => squareOption(plan, size, IN_PAGE),
    places: (size) => Object.values(placesInSquare(plan, size)).flat(),
  });
}

/** A chart of trials as dots: the one that is pointed at is marked in all charts, and the table's row is shown beside it. */
class LiveDots {
  readonly #box: HTMLElement;
  readonly #chart: Chart;
  readonly #drawer: Drawer;
  readonly #tip: TrialTip;
  readonly #pointed: Signal<number | undefined>;
  #places: readonly MarkPlace[] = [];
  /** The trial that the tip tells of. */
  #shown: number | undefined;

  constructor(figure: HTMLElement, plan: Plan, drawer: Drawer) {
    this.#drawer = drawer;
    this.#box = openBox(figure, `${plan.title}. Arrow keys go from trial to trial.`);
    this.#chart = init(this.#box, null, { renderer: 'svg' });
    this.#tip = new TrialTip(this.#box);
    this.#pointed = scopeOf(figure).pointed;
    this.draw();
    new ResizeObserver(() => this.#resized()).observe(this.#box);
    this.#box.addEventListener('pointermove', (event) => this.#pointAt(this.#nearest(event)));
    this.#box.addEventListener('pointerdown', (event) => this.#pointAt(this.#nearest(event)));
    this.#box.addEventListener('pointerleave', () => this.#pointAt(undefined));
    this.#box.addEventListener('blur', () => this.#pointAt(undefined));
    this.#box.addEventListener('keydown', (event) => this.#pressed(event));
    this.#pointed.listen((trial) => this.#mark(trial));
  }

  draw(): void {
    const size = { width: this.#chart.getWidth(), height: this.#chart.getHeight() };
    this.#chart.setOption(this.#drawer.option(size), { notMerge: true });
    this.#places = this.#drawer.places(size).flatMap(({ places }) => places);
    this.#mark(this.#pointed.value);
  }

  #resized(): void {
    // On paper the box is not shown.
    if (this.#box.clientWidth === 0) return;
    this.#chart.resize();
    this.draw();
  }

  #nearest({ clientX, clientY }: PointerEvent): MarkPlace | undefined {
    const { left, top } = this.#box.getBoundingClientRect();
    let best: MarkPlace | undefined;
    let reach = REACH;
    for (const place of this.#places) {
      const distance = Math.hypot(place.left - (clientX - left), place.top - (clientY - top));
      if (distance < reach) [best, reach] = [place, distance];
    }
    return best;
  }

  #pointAt(place: MarkPlace | undefined): void {
    if (place === undefined) {
      this.#tip.hide();
      this.#pointed.release(this.#shown);
    } else {
      this.#tip.show(place.trial, place.left, place.top);
      this.#pointed.set(place.trial);
    }
    this.#shown = place?.trial;
  }

  #pressed(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Escape: 0 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // From left to right, each trial once.
    const order = [...new Map([...this.#places].reverse().map((place) => [place.trial, place])).values()];
    order.sort((a, b) => a.left - b.left || a.top - b.top);
    const now = order.findIndex(({ trial }) => trial === this.#pointed.value);
    const next = now < 0 ? (by < 0 ? order.length - 1 : 0) : Math.max(0, Math.min(order.length - 1, now + by));
    this.#pointAt(by === 0 ? undefined : order[next]);
    // Also what a pointer at rest has come to be on when the page was scrolled.
    if (by === 0) this.#pointed.set(undefined);
  }

  #mark(trial: number | undefined): void {
    for (const old of this.#box.querySelectorAll('.pointer')) old.remove();
    if (trial === undefined) return;
    for (const { left, top } of this.#places.filter((place) => place.trial === trial)) {
      const ring = document.createElement('div');
      ring.className = 'pointer';
      ring.style.left = `${left}px`;
      ring.style.top = `${top}px`;
      this.#box.append(ring);
    }
  }
}
