import { rowOf, type StudyScope, scopeOf } from './study-scope.ts';

/** From the place to the box, in pixels. */
const BESIDE = 14;

/** What the table says of a trial, as a box beside a place. Built of elements: values are only text. */
export class TrialTip {
  readonly #host: HTMLElement;
  readonly #scope: StudyScope;
  readonly #box = document.createElement('div');

  /** @param host what the places are in. */
  constructor(host: HTMLElement) {
    this.#host = host;
    this.#scope = scopeOf(host);
    this.#box.className = 'tip beside-trial';
    this.#box.setAttribute('role', 'status');
  }

  show(trial: number, left: number, top: number): void {
    const box = this.#box;
    box.replaceChildren(...contentOf(this.#scope, trial));
    if (box.parentElement === null) this.#host.append(box);
    const { offsetWidth: width, offsetHeight: height } = box;
    // Beyond the chart where there is room in the window: what is beside the place stays in view.
    const start = this.#host.getBoundingClientRect().left;
    const isRight = start + left + BESIDE + width <= document.documentElement.clientWidth;
    const possible = isRight ? left + BESIDE : Math.max(-start, left - BESIDE - width);
    box.style.left = `${possible}px`;
    box.style.top = `${Math.max(0, Math.min(this.#host.clientHeight - height, top - height / 2))}px`;
  }

  hide(): void {
    this.#box.remove();
  }
}

function contentOf(scope: StudyScope, trial: number): Node[] {
  const head = document.createElement('b');
  head.textContent = `trial ${trial}`;
  const row = rowOf(scope, trial);
  if (row === null) return [head];
  const names = [...(row.closest('table')?.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? '');
  const table = document.createElement('table');
  for (const [i, cell] of [...row.cells].entries()) {
    // The first column is the trial itself.
    if (i === 0 || cell.textContent === '') continue;
    const line = table.insertRow();
    line.insertCell().textContent = names[i] ?? '';
    line.insertCell().textContent = cell.textContent;
  }
  return [head, table];
}
