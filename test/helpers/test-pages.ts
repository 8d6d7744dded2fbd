import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** What a page looks like once its charts are live. */
export const READY = 'html[data-charts="ready"]';

export interface OpenedPage {
  readonly page: Page;
  /** What it fetched beside itself. */
  readonly fetched: string[];
  /** What the console, and the policy of security, had to say, and dialogs that were opened. */
  readonly complaints: string[];
}

/** Numbers in tables that go on in another line, and captions in boxes that scroll, where they are cut. A script, since types of the page are not known here. */
const CUT = `[...document.querySelectorAll('table')].flatMap((table) => {
  const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
  const cut = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (const { 0: number, index } of text.data.matchAll(/\\d[\\d.,e-]*(?: %)?/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + number.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) cut.push(number);
    }
  }
  const [box, caption] = [table.closest('.scroll'), table.caption];
  const isCut = box !== null && box.scrollWidth > box.clientWidth && caption !== null && !caption.classList.contains('hidden');
  return isCut ? [...cut, caption.textContent] : cut;
})`;

/** What cannot be read at the width of a page. */
export async function cutTexts(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(CUT);
}

/** A browser for pages, which it opens as files. */
export class TestPages {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'cnn-run-browser-'));

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(executablePath: string): Promise<TestPages> {
    return new TestPages(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  async open(name: string, html: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<OpenedPage> {
    const file = join(this.#folder, `${name}.html`);
    writeFileSync(file, html);
    const page = await this.#browser.newPage({ viewport: { width: 1300, height: 900 }, reducedMotion: 'reduce', ...options });
    const url = pathToFileURL(file).href;
    const fetched: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) fetched.push(request.url());
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, fetched, complaints };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true });
  }
}
