import { IN_PAGE } from '../chart/look.ts';
import { AXIS_ID, parallelOption } from '../chart/parallel-option.ts';
import type { ParallelPlan } from '../chart/parallel-plan.ts';
import { init } from './echarts.ts';
import { openBox } from './live-box.ts';
import { scopeOf } from './study-scope.ts';
import { TrialTip } from './trial-tip.ts';

/** Stretches that are chosen along an axis. */
type Stretches = readonly (readonly [from: number, to: number])[];

/** What echarts tells when something is chosen along an axis. */
interface AreaSelected {
  readonly parallelAxisId: string;
  readonly intervals: Stretches;
}

/** Lines across all hyperparameters: dragging along an axis chooses the trials that go through there. */
export function liveParallel(figure: HTMLElement, plan: ParallelPlan): void {
  const box = openBox(figure, `${plan.title}. Drag along an axis to choose trials.`);
  const chart = init(box, null, { renderer: 'svg' });
  const { chosen, pointed } = scopeOf(figure);
  const tip = new TrialTip(box);
  const stretches = new Map<number, Stretches>();
  const reset = figure.querySelector<HTMLButtonElement>('[data-reset]');
  const told = figure.querySelector('[data-chosen]');
  const draw = () => {
    stretches.clear();
    choose();
    chart.setOption(parallelOption(plan, chart.getWidth(), IN_PAGE), { notMerge: true });
  };
  const choose = () => {
    const lines = plan.lines.filter(({ at }) =>
      [...stretches].every(([axis, list]) => list.some(([from, to]) => isBetween(at[axis], from, to))),
    );
    if (reset !== null) reset.disabled = stretches.size === 0;
    if (told !== null) told.textContent = stretches.size === 0 ? '' : `${lines.length} of ${plan.lines.length} trials`;
    chosen.set(stretches.size === 0 ? undefined : new Set(lines.map(({ trial }) => trial)));
  };
  draw();
  let width = box.clientWidth;
  new ResizeObserver(() => {
    // On paper the box is not shown.
    if (box.clientWidth === 0 || box.clientWidth === width) return;
    width = box.clientWidth;
    chart.resize();
    draw();
  }).observe(box);
  reset?.addEventListener('click', draw);
  chart.on('axisareaselected', (event) => {
    const { parallelAxisId, intervals } = event as unknown as AreaSelected;
    const axis = Number(parallelAxisId.slice(AXIS_ID.length));
    if (intervals.length === 0) stretches.delete(axis);
    else stretches.set(axis, intervals);
    choose();
  });
  let own: number | undefined;
  chart.on('mouseover', ({ dataIndex, event }) => {
    own = plan.lines[dataIndex]?.trial;
    if (own === undefined) return;
    pointed.set(own);
    tip.show(own, event?.offsetX ?? 0, event?.offsetY ?? 0);
  });
  chart.on('mouseout', () => {
    pointed.release(own);
    tip.hide();
  });
  pointed.listen((trial) => {
    chart.dispatchAction({ type: 'downplay', seriesIndex: 0 });
    const dataIndex = plan.lines.findIndex((line) => line.trial === trial);
    if (dataIndex >= 0) chart.dispatchAction({ type: 'highlight', seriesIndex: 0, dataIndex });
  });
}

function isBetween(at: number | null | undefined, from: number, to: number): boolean {
  return at !== null && at !== undefined && at >= from && at <= to;
}
