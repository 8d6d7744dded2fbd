/** The button for light and dark. The choice is kept only as long as the page is open: a file has no place of its own to keep it. */
export function startTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-toggle]');
  if (button === null) return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme === undefined ? system.matches : root.dataset.theme === 'dark');
  const name = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.title = `Show the page ${isDark() ? 'light' : 'dark'}`;
  };
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    name();
  });
  system.addEventListener('change', name);
  button.hidden = false;
  name();
}
