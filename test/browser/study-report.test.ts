/** The page of a study in a real browser: skipped where there is no Chromium (see `findChromium`). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyReportHtml } from '../../src/report/html/study-report.ts';
import type { StudyView } from '../../src/report/study-view.ts';
import { findChromium } from '../helpers/chromium.ts';
import { sampleAnalysis, sampleStudy } from '../helpers/sample-study.ts';
import { cutTexts, type OpenedPage, READY, TestPages } from '../helpers/test-pages.ts';

const executablePath = findChromium();

let pages: TestPages;
let study: OpenedPage;
beforeAll(async () => {
  if (executablePath === undefined) return;
  pages = await TestPages.start(executablePath);
  study = await open('study', sampleStudy({ view: sampleAnalysis }));
  await study.page.waitForSelector(READY);
});
afterAll(async () => await pages?.close());

async function open(name: string, view: StudyView, options: Parameters<TestPages['open']>[2] = {}): Promise<OpenedPage> {
  return await pages.open(name, studyReportHtml(view).html, options);
}

/** The cells of a column of the table of trials, from above, those that are shown. */
async function column(page: Page, number: number): Promise<string[]> {
  return await page.locator(`tr[data-trial]:not([hidden]) td:nth-child(${number})`).allTextContents();
}

function numbers(texts: readonly string[]): number[] {
  return texts.filter((text) => text !== '' && text !== '-').map(Number.parseFloat);
}

/** An element of the page, whose types are not known here. */
interface Ring {
  readonly style: Readonly<Record<string, string>>;
}

const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);

describe.skipIf(executablePath === undefined)('the page of a study in a browser', () => {
  it('has all charts, and fetches nothing', async () => {
    const { page, fetched, complaints } = study;
    // The square, repeats, five hyperparameters, all together, curves.
    expect(await page.locator('figure[data-live] .live svg').count()).toBe(9);
    expect(await page.locator('.still').first().isVisible()).toBe(false);
    expect(await page.locator('#chart-parallel .live svg text').allTextContents()).toEqual(
      expect.arrayContaining(['lr', '0.0001', 'sgd', 'accuracy']),
    );
    expect([...fetched, ...complaints]).toEqual([]);
  });

  it('sorts its table by click and by keyboard, numbers as numbers, and filters it', async () => {
    const { page, complaints } = study;
    const bestFirst = await column(page, 1);
    const head = page.locator('.trials th', { hasText: 'lr' });
    await head.locator('button').click();
    const rates = numbers(await column(page, 3));
    expect(rates).toEqual(ascending(rates));
    expect(rates[0]).toBeLessThan(0.001);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');

    const accuracy = page.locator('.trials th', { hasText: 'Accuracy' });
    await accuracy.locator('button').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect(await accuracy.getAttribute('aria-sort')).toBe('descending');
    expect(await page.locator('.trials th[aria-sort]').count()).toBe(1);
    const accuracies = await column(page, 8);
    expect(numbers(accuracies)).toEqual(ascending(numbers(accuracies)).reverse());
    // What has no accuracy stays at the end.
    expect(accuracies.at(-1)).toBe('-');
    await accuracy.locator('button').click();
    expect((await column(page, 8)).at(-1)).toBe('-');

    await page.locator('[data-state]').selectOption('pruned');
    expect(new Set(await column(page, 2))).toEqual(new Set(['pruned']));
    await page.locator('[data-words]').fill('adam');
    expect(new Set(await column(page, 5))).toEqual(new Set(['adam']));
    expect(await page.locator('.filter output').textContent()).toMatch(/^\d of 24 trials$/);
    await page.locator('[data-words]').fill('');
    await page.locator('[data-state]').selectOption('');
    expect((await column(page, 1)).sort()).toEqual([...bestFirst].sort());
    expect(complaints).toEqual([]);
  });

  it('shows a trial in all charts, by pointer and by keyboard, and chooses along an axis', async () => {
    const { page, complaints, fetched } = study;
    const chart = page.locator('#chart-by-0 .live');
    await page.mouse.move(0, 0);
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const tip = await chart.locator('.tip').textContent();
    const trial = /^trial (\d+)State/.exec(tip ?? '')?.[1];
    expect(await page.locator('tr.pointed').getAttribute('data-trial')).toBe(trial);
    // In the three parts of the square, and by those hyperparameters that the trial has.
    expect(await page.locator('#chart-tried .pointer').count()).toBe(3);
    expect(await page.locator('.tiles .pointer').count()).toBeGreaterThanOrEqual(4);
    const [x = 0, y = 0] = await chart
      .locator('.pointer')
      .evaluate((ring) => ['left', 'top'].map((side) => Number.parseFloat((ring as unknown as Ring).style[side] ?? '')));
    await page.keyboard.press('Escape');
    expect(await page.locator('.pointer, .tip').count()).toBe(0);
    await chart.hover({ position: { x, y } });
    expect(await chart.locator('.tip b').textContent()).toBe(`trial ${trial}`);

    const parallel = page.locator('#chart-parallel .live');
    // Along the first axis, around a learning rate of 0.01.
    await parallel.hover({ position: { x: 44, y: 170 } });
    await page.mouse.down();
    await parallel.hover({ position: { x: 44, y: 210 } });
    await parallel.hover({ position: { x: 44, y: 250 } });
    await page.mouse.up();
    const told = page.locator('[data-chosen]');
    await expect.poll(() => told.textContent()).toMatch(/^\d+ of 24 trials$/);
    const rates = numbers(await column(page, 3));
    expect(rates.length).toBe(Number.parseInt((await told.textContent()) ?? '', 10));
    expect(Math.min(...rates)).toBeGreaterThan(0.001);
    expect(Math.max(...rates)).toBeLessThan(0.1);
    await page.locator('#chart-parallel [data-reset]').click();
    expect(await column(page, 3)).toHaveLength(24);
    expect([...fetched, ...complaints]).toEqual([]);
  });

  it('fits a telephone without scripts, with markup in names as text', async () => {
    const evil = '<img src=x onerror=alert(1)></script><script>alert(2)</script>';
    const view = sampleStudy({
      header: { space: [...sampleStudy().study.header.space, { key: evil, type: 'choice', values: [evil, { type: evil }] }] },
      view: { ...sampleAnalysis, notes: [evil] },
    });
    const narrow = { viewport: { width: 390, height: 800 }, javaScriptEnabled: false };
    const { page, complaints, fetched } = await open('narrow', view, narrow);
    expect(await page.locator('#chart-by-0 .still svg path').count()).toBeGreaterThan(3);
    expect(await page.locator('body').evaluate((body) => body.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await cutTexts(page)).toEqual([]);
    expect(await page.locator('img, script:not([type])').count()).toBe(1);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect([...complaints, ...fetched]).toEqual([]);
    await page.close();
  });

  it('opens a study of 1,000 trials at once', async () => {
    const { page } = await open('many', sampleStudy({ trials: 1000 }));
    await page.waitForSelector(READY);
    const shown = await page.evaluate<number>('performance.now()');
    const sorted = await page.evaluate<number>(
      `(() => { const start = performance.now(); document.querySelector('.trials th button').click(); return performance.now() - start; })()`,
    );
    console.info(`1,000 trials: charts ready after ${Math.round(shown)} ms, sorted in ${Math.round(sorted)} ms`);
    expect(shown).toBeLessThan(8000);
    expect(sorted).toBeLessThan(1000);
    await page.close();
  });
});
