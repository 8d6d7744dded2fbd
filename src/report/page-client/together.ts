import type { ScatterDrawing } from '../chart/scatter-option.ts';
import { Signal } from './signal.ts';

type Settings = Pick<ScatterDrawing, 'hidden' | 'isFocused'>;

const PLAIN: Settings = { hidden: new Set(), isFocused: false };
const known = new WeakMap<Element, Signal<Settings>>();

/** The settings that several charts have together, by the buttons of what they stand in; a chart by itself has none to set. */
export function settingsAround(figure: HTMLElement): Signal<Settings> {
  const around = figure.closest<HTMLElement>('.together');
  if (around === null) return new Signal(PLAIN);
  const settings = known.get(around) ?? startSettings(around);
  known.set(around, settings);
  return settings;
}

function startSettings(around: HTMLElement): Signal<Settings> {
  const settings = new Signal(PLAIN);
  around.querySelector<HTMLElement>(':scope > .bar .tools')?.removeAttribute('hidden');
  for (const button of around.querySelectorAll<HTMLButtonElement>(':scope > .bar [data-series]')) {
    const name = button.dataset.series ?? '';
    button.disabled = false;
    button.addEventListener('click', () => {
      const hidden = new Set(settings.value.hidden);
      if (!hidden.delete(name)) hidden.add(name);
      button.setAttribute('aria-pressed', String(!hidden.has(name)));
      settings.set({ ...settings.value, hidden });
    });
  }
  const focus = around.querySelector<HTMLButtonElement>('[data-focus]');
  focus?.addEventListener('click', () => {
    const isFocused = !settings.value.isFocused;
    focus.setAttribute('aria-pressed', String(isFocused));
    settings.set({ ...settings.value, isFocused });
  });
  return settings;
}
