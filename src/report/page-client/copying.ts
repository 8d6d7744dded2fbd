const SHOWN = 1500;

/** Buttons that copy the text beside them. */
export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    const text = button.parentElement?.querySelector('code');
    if (text === null || text === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      button.textContent = (await copied(text)) ? 'copied' : 'select it';
      setTimeout(() => {
        button.textContent = 'copy';
      }, SHOWN);
    });
  }
}

/** Where the browser does not allow it, the text is selected, to be copied by hand. */
async function copied(element: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
