import { rowOf, type StudyScope, scopeOf } from './study-scope.ts';

type Order = 'ascending' | 'descending';

/** Tables of trials: sorted by any column, by click or key; filtered by words, state, and what is chosen in a chart. */
export function startTrialsTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-sortable]')) startTable(table);
}

function startTable(table: HTMLTableElement): void {
  const [body] = table.tBodies;
  if (body === undefined) return;
  const scope = scopeOf(table);
  const { pointed } = scope;
  for (const [column, head] of [...(table.tHead?.rows[0]?.cells ?? [])].entries()) makeSortable(head, column, table, body);
  startFilter(body, scope);
  let own: number | undefined;
  body.addEventListener('pointerover', ({ target }) => {
    own = trialAt(target);
    pointed.set(own);
  });
  body.addEventListener('pointerleave', () => pointed.release(own));
  let marked: Element | null = null;
  pointed.listen((trial) => {
    marked?.classList.remove('pointed');
    marked = trial === undefined ? null : rowOf(scope, trial);
    marked?.classList.add('pointed');
  });
}

function makeSortable(head: HTMLTableCellElement, column: number, table: HTMLTableElement, body: HTMLTableSectionElement): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const before = head.getAttribute('aria-sort');
    const order: Order = before === 'ascending' ? 'descending' : 'ascending';
    for (const other of table.querySelectorAll('th[aria-sort]')) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', order);
    sort(body, column, head.dataset.sort === 'number', order);
  });
}

/** Cells without a value come last in either order; of equal ones the order stays. */
function sort(body: HTMLTableSectionElement, column: number, isNumber: boolean, order: Order): void {
  const sign = order === 'ascending' ? 1 : -1;
  const rows = [...body.rows].map((row) => {
    const cell = row.cells[column];
    const text = cell?.dataset.value ?? cell?.textContent ?? '';
    return { row, text, number: isNumber && text !== '' ? Number.parseFloat(text) : Number.NaN };
  });
  const hasValue = ({ text, number }: (typeof rows)[number]) => (isNumber ? !Number.isNaN(number) : text !== '');
  rows.sort((a, b) => {
    const known = Number(hasValue(b)) - Number(hasValue(a));
    if (known !== 0 || !hasValue(a)) return known;
    return sign * (isNumber ? a.number - b.number : a.text < b.text ? -1 : Number(a.text > b.text));
  });
  body.append(...rows.map(({ row }) => row));
}

function startFilter(body: HTMLTableSectionElement, { root, chosen }: StudyScope): void {
  const filter = root.querySelector<HTMLElement>('[data-filter]');
  const words = filter?.querySelector<HTMLInputElement>('[data-words]');
  const state = filter?.querySelector<HTMLSelectElement>('[data-state]');
  const told = filter?.querySelector('output');
  if (filter === null || !words || !state || !told) return;
  filter.hidden = false;
  const rows = [...body.rows].map((row) => ({
    row,
    text: [...row.cells]
      .map((cell) => cell.textContent)
      .join(' ')
      .toLowerCase(),
  }));
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { row, text } of rows) {
      const isShown =
        wanted.every((word) => text.includes(word)) &&
        (state.value === '' || row.classList.contains(state.value)) &&
        chosen.value?.has(Number(row.dataset.trial)) !== false;
      row.hidden = !isShown;
      if (isShown) shown += 1;
    }
    told.textContent = shown === rows.length ? '' : `${shown} of ${rows.length} trials`;
  };
  words.addEventListener('input', apply);
  state.addEventListener('change', apply);
  chosen.listen(apply);
}

function trialAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-trial]') : null;
  return row === null ? undefined : Number(row.dataset.trial);
}
