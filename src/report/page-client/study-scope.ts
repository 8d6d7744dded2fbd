import { Signal } from './signal.ts';

/** What the charts and the table of one study tell each other. */
export interface StudyScope {
  /** What they stand in: the page, or, where several studies are on a page, an element with `data-study`. */
  readonly root: ParentNode;
  /** The trial that the pointer is on, in whichever chart or table. */
  readonly pointed: Signal<number | undefined>;
  /** The trials that are chosen in a chart; undefined: all. */
  readonly chosen: Signal<ReadonlySet<number> | undefined>;
}

const known = new Map<ParentNode, StudyScope>();

/** The study that an element is about. */
export function scopeOf(element: Element): StudyScope {
  const root = element.closest('[data-study]') ?? document;
  const scope = known.get(root) ?? newScope(root);
  known.set(root, scope);
  return scope;
}

function newScope(root: ParentNode): StudyScope {
  return {
    root,
    pointed: new Signal<number | undefined>(undefined),
    chosen: new Signal<ReadonlySet<number> | undefined>(undefined),
  };
}

/** The row of a trial, unless the table is too long to have it. */
export function rowOf({ root }: StudyScope, trial: number): HTMLTableRowElement | null {
  return root.querySelector<HTMLTableRowElement>(`tr[data-trial="${trial}"]`);
}
