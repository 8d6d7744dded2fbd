/** The page of a recipe in a real browser: skipped where there is no Chromium (see `findChromium`). */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipeReportHtml } from '../../src/report/html/recipe-report.ts';
import { findChromium } from '../helpers/chromium.ts';
import { completeRecipe, sampleFinal, sampleRecipe, stoppedRecipe } from '../helpers/sample-recipe.ts';
import { cutTexts, type OpenedPage, READY, TestPages } from '../helpers/test-pages.ts';

const executablePath = findChromium();

let pages: TestPages;
let recipe: OpenedPage;
beforeAll(async () => {
  if (executablePath === undefined) return;
  pages = await TestPages.start(executablePath);
  recipe = await pages.open('recipe', recipeReportHtml(sampleRecipe()).html);
  await recipe.page.waitForSelector(READY);
});
afterAll(async () => await pages?.close());

const study = (name: string): Locator => recipe.page.locator(`[data-study="studies/${name}"]`);

/** A column of the table of a study, from above, the rows that are shown. */
async function column(of: Locator, number: number): Promise<string[]> {
  return await of.locator(`tr[data-trial]:not([hidden]) td:nth-child(${number})`).allTextContents();
}

describe.skipIf(executablePath === undefined)('the page of a recipe in a browser', () => {
  it('has all charts, and fetches nothing', async () => {
    const { page, fetched, complaints } = recipe;
    // Two of learning rates; two small ones and three squares of searches; curves of two searches, two rounds, the end.
    expect(await page.locator('figure[data-live] .live svg').count()).toBe(16);
    expect(await page.locator('.still').first().isVisible()).toBe(false);
    expect(await page.locator('#chart-range-test .live svg text').allTextContents()).toEqual(
      expect.arrayContaining(['1e-5', '0.01', 'suggested']),
    );
    await page.locator('.steps a', { hasText: 'refined search' }).click();
    await expect
      .poll(() =>
        page
          .locator('#step-5 h2')
          .boundingBox()
          .then((box) => box !== null && box.y < 300),
      )
      .toBe(true);
    expect([...fetched, ...complaints]).toEqual([]);
  });

  it('sorts and filters the table of each search by itself', async () => {
    const [coarse, refined] = [study('coarse'), study('refined-1')];
    const before = await column(coarse, 1);
    const head = refined.locator('.trials th', { hasText: 'lr' });
    await head.locator('button').click();
    const rates = (await column(refined, 3)).map(Number);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(rates).toHaveLength(10);
    await head.locator('button').press('Enter');
    expect((await column(refined, 3)).map(Number)).toEqual([...rates].reverse());
    expect(await recipe.page.locator('th[aria-sort]').count()).toBe(1);
    expect(await column(coarse, 1)).toEqual(before);

    await refined.locator('[data-state]').selectOption('pruned');
    expect(await refined.locator('output').textContent()).toBe('2 of 10 trials');
    expect(await column(coarse, 1)).toEqual(before);
    expect(recipe.complaints).toEqual([]);
  });

  it('marks a trial that is pointed at in its own search alone', async () => {
    const { page } = recipe;
    await page.mouse.move(0, 0);
    await page.locator('#chart-studies-coarse-by-0 .live').focus();
    await page.keyboard.press('ArrowRight');
    const tip = await page.locator('.tip').allTextContents();
    expect(tip).toHaveLength(1);
    expect(tip[0]).toMatch(/^trial \d+State(completed|pruned)lr0\.001/);
    // In three parts of the square, and by both hyperparameters.
    expect(await study('coarse').locator('.pointer').count()).toBe(5);
    expect(await page.locator('tr.pointed, .pointer').count()).toBe(6);
    await page.keyboard.press('Escape');
    expect(await page.locator('tr.pointed, .pointer').count()).toBe(0);
  });

  it('shows values on a logarithmic axis, and zooms in to a part of a power of ten', async () => {
    const { page, complaints } = recipe;
    const chart = page.locator('#chart-range-test .live');
    const labels = () => chart.locator('svg text').allTextContents();
    const before = await labels();
    await chart.hover({ position: { x: 300, y: 120 } });
    await chart.locator('.tip').waitFor();
    expect(await chart.locator('.tip b').textContent()).toMatch(/^learning rate (?:0\.0\d+|\d(?:\.\d+)?e-\d)$/);
    for (let i = 0; i < 4; i++) await chart.press('+');
    expect(await labels()).not.toEqual(before);
    await chart.press('0');
    expect(await labels()).toEqual(before);
    expect(complaints).toEqual([]);
  });

  it('fits a telephone, also of a recipe that stopped, without scripts', async () => {
    const params = { 'optimizer.lr': 0.0064698, 'optimizer.weightDecay': 1.2345e-5, 'model.0.outChannels': 32 };
    for (const [name, view] of [
      ['narrow', sampleRecipe({ ...completeRecipe, final: { ...sampleFinal, params } })],
      ['stopped', sampleRecipe(stoppedRecipe)],
    ] as const) {
      const narrow = { viewport: { width: 390, height: 800 }, javaScriptEnabled: false };
      const { page, fetched, complaints } = await pages.open(name, recipeReportHtml(view).html, narrow);
      expect(await page.locator('body').evaluate((body) => body.scrollWidth)).toBeLessThanOrEqual(390);
      expect(await cutTexts(page)).toEqual([]);
      expect(await page.locator('.filter').first().isVisible()).toBe(false);
      expect([...fetched, ...complaints]).toEqual([]);
      await page.close();
    }
  });
});
