/** Shows where a live chart goes, instead of the picture. @param label what it is, and the keys that it knows. */
export function openBox(figure: HTMLElement, label: string): HTMLElement {
  const box = figure.querySelector<HTMLElement>('.live') as HTMLElement;
  box.hidden = false;
  figure.dataset.live = '';
  box.tabIndex = 0;
  box.setAttribute('role', 'application');
  box.setAttribute('aria-label', label);
  figure.querySelector<HTMLElement>('.tools')?.removeAttribute('hidden');
  return box;
}
