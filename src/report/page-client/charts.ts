import type { ChartPlan } from '../chart/plan.ts';
import { LiveChart } from './live-chart.ts';

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
    waiting.set(figure, () => new LiveChart(figure, planOf(figure)));
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

function later(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 50);
}

/** Written by our own program into the page. */
function planOf(figure: HTMLElement): ChartPlan {
  return JSON.parse(figure.querySelector('script[type="application/json"]')?.textContent ?? '');
}
