import type { Plan } from '../chart/plan.ts';
import { LiveChart } from './live-chart.ts';
import { liveScatter, liveSquare } from './live-dots.ts';
import { liveParallel } from './live-parallel.ts';

/** How far from the window a chart is made, in pixels: what nobody sees yet can wait. */
const AHEAD = '600px';

/** Makes a chart of each picture when it comes near, the others when there is nothing else to do. */
export function startCharts(): void {
  const waiting = new Map<Element, () => void>();
  const make = (figure: Element): void => {
    waiting.get(figure)?.();
    waiting.delete(figure);
    if (waiting.size === 0) document.documentElement.dataset.charts = 'ready';
  };
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    waiting.set(figure, () => start(figure, planOf(figure)));
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        make(target);
      }
    },
    { rootMargin: AHEAD },
  );
  for (const figure of waiting.keys()) observer.observe(figure);
  const next = (): void => {
    const [figure] = waiting.keys();
    if (figure === undefined) return;
    make(figure);
    later(next);
  };
  if (waiting.size === 0) document.documentElement.dataset.charts = 'ready';
  else later(next);
}

function start(figure: HTMLElement, plan: Plan): void {
  switch (plan.type) {
    case 'curves':
      new LiveChart(figure, plan);
      break;
    case 'scatter':
      liveScatter(figure, plan);
      break;
    case 'square':
      liveSquare(figure, plan);
      break;
    case 'parallel':
      liveParallel(figure, plan);
  }
}

function later(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 50);
}

/** Written by our own program into the page. */
function planOf(figure: HTMLElement): Plan {
  return JSON.parse(figure.querySelector('script[type="application/json"]')?.textContent ?? '');
}
