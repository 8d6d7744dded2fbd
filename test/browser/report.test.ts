/** A report page in a real browser: skipped, and said so, where there is no Chromium (see `findChromium`). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runReportHtml } from '../../src/report/html/run-report.ts';
import type { RunReport } from '../../src/report/html/types.ts';
import { findChromium } from '../helpers/chromium.ts';
import { sampleLog, sampleModel, sampleReport } from '../helpers/sample-report.ts';
import { cutTexts, type OpenedPage, READY, TestPages } from '../helpers/test-pages.ts';

const executablePath = findChromium();
if (executablePath === undefined) console.warn('No Chromium: the tests of report pages in a browser are skipped.');

let pages: TestPages;
beforeAll(async () => {
  if (executablePath !== undefined) pages = await TestPages.start(executablePath);
});
afterAll(async () => await pages?.close());

async function open(name: string, report: RunReport, options: Parameters<TestPages['open']>[2] = {}): Promise<OpenedPage> {
  return await pages.open(name, runReportHtml(report).html, options);
}

/** The numbers along the axes of a live chart, those of the y axis first. */
async function labelsOf(page: Page, chart: string): Promise<string[]> {
  return await page.locator(`#chart-${chart} .live svg text`).allTextContents();
}

async function centreOf(page: Page, selector: string): Promise<{ readonly x: number; readonly y: number }> {
  await page.locator(selector).scrollIntoViewIfNeeded();
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not shown.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 3 };
}

describe.skipIf(executablePath === undefined)('a report page in a browser', () => {
  it('has charts that show values, zoom and switch, and fetches nothing', async () => {
    const { page, fetched, complaints } = await open('charts', sampleReport());
    await page.waitForSelector(READY);
    const live = await page.locator('figure[data-live] .live svg').count();
    expect(live).toBe(7);
    expect(await page.locator('.still').first().isVisible()).toBe(false);

    const { x, y } = await centreOf(page, '#chart-loss .live');
    await page.mouse.move(x, y);
    const tip = page.locator('#chart-loss .tip');
    await tip.waitFor();
    expect(await tip.textContent()).toMatch(/^step \d{3}each step0\.\d+training, moving average0\.\d+validation/);

    const before = await labelsOf(page, 'loss');
    await page.keyboard.down('Control');
    for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await expect.poll(() => labelsOf(page, 'loss')).not.toEqual(before);
    const reset = page.locator('#chart-loss [data-reset]');
    await reset.click();
    expect(await labelsOf(page, 'loss')).toEqual(before);
    await page.locator('#chart-loss .live').press('+');
    expect(await labelsOf(page, 'loss')).not.toEqual(before);
    await page.locator('#chart-loss .live').press('0');
    expect(await labelsOf(page, 'loss')).toEqual(before);
    expect(await reset.isDisabled()).toBe(true);

    await page.locator('#chart-loss [data-scale]').click();
    const logarithmic = await labelsOf(page, 'loss');
    expect(logarithmic).toEqual(expect.arrayContaining(['0.1', '1', '10']));
    expect([before.includes('0'), logarithmic.includes('0')]).toEqual([true, false]);

    const curves = () => page.locator('#chart-loss .live svg path[stroke="var(--validation)"]').count();
    expect(await curves()).toBe(1);
    await page.locator('#chart-loss .legend button', { hasText: 'validation' }).click();
    expect(await curves()).toBe(0);

    expect(fetched).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('takes markup in names as text', async () => {
    const evil = '<img src=x onerror=alert(1)></script><script>alert(2)</script>';
    const report = sampleReport({ log: sampleLog(60, evil), config: evil, notes: [evil] });
    const layers = report.layers.map((row) => ({ ...row, parameter: evil }));
    const { page, complaints, fetched } = await open('markup', {
      ...report,
      layers,
      model: { ...sampleModel, classes: [evil, 'b', 'c'] },
    });
    await page.waitForSelector(READY);
    const { x, y } = await centreOf(page, '#chart-layers-updateRatio .live');
    await page.mouse.move(x, y);
    expect(await page.locator('#chart-layers-updateRatio .tip').textContent()).toContain(evil);
    expect(await page.locator('h1').textContent()).toBe(evil);
    expect(await page.locator('img:not(.pixels), script:not([type])').count()).toBe(1);
    expect([...complaints, ...fetched]).toEqual([]);
    await page.close();
  });

  it('is dark for who wants it dark, and light and whole on paper', async () => {
    const { page, complaints } = await open('dark', sampleReport(), { colorScheme: 'dark' });
    await page.waitForSelector(READY);
    const styleOf = (selector: string, name: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${name}`);
    const paper = () => styleOf('section', 'backgroundColor');
    const ink = () => styleOf('.live text', 'fill');
    const dark = [await paper(), await ink()];
    expect(dark[0]).toBe('rgb(22, 27, 34)');
    await page.locator('[data-theme-toggle]').click();
    const light = [await paper(), await ink()];
    expect(light[0]).toBe('rgb(255, 255, 255)');
    expect(light[1]).not.toBe(dark[1]);
    await page.locator('[data-theme-toggle]').click();
    expect(await paper()).toBe(dark[0]);

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await paper()).toBe(light[0]);
    expect(await page.locator('#chart-loss .still').isVisible()).toBe(true);
    expect(await page.locator('#chart-loss .live').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('details:not([open])').count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('fits a telephone, and shows pictures without scripts', async () => {
    const narrow = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };
    const { page } = await open('narrow', sampleReport(), narrow);
    expect(await page.locator('#chart-loss .still svg path').count()).toBeGreaterThan(4);
    expect(await page.locator('.tools').first().isVisible()).toBe(false);
    const { x: left, width } = (await page.locator('#chart-loss').boundingBox()) ?? { x: 0, width: 0 };
    expect(left).toBeGreaterThan(0);
    expect(left + width).toBeLessThan(360);
    const pageWidth = await page.locator('body').evaluate((body) => body.scrollWidth);
    expect(pageWidth).toBeLessThanOrEqual(360);
    expect(await cutTexts(page)).toEqual([]);
    await page.close();
  });

  it('opens a training of 100,000 steps at once', async () => {
    const start = performance.now();
    const { page } = await open('long', sampleReport({ log: sampleLog(100_000) }));
    await page.waitForSelector(READY);
    const shown = await page.evaluate<number>('performance.now()');
    console.info(`100,000 steps: charts ready ${Math.round(shown)} ms after the page was asked for`);
    // About half a second on an idle machine; what is said above is 2 s.
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(shown).toBeLessThan(8000);
    await page.close();
  });
});
