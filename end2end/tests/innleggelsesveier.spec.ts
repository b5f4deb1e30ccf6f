// Innleggelsesveier of the demo country: the distributions, their tables, and the way to a narrower view.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';

const headings = [
  'Fra henviser til enhet og videre – Hele landet',
  'Hvem henviste – Hele landet',
  'Hvem henviste, over tid – Hele landet',
  'Hvor pasientene kom fra – Hele landet',
  'Hvor pasientene ble utskrevet til – Hele landet',
  'Hvor pasientene ellers ville vært – Hele landet',
  'Innleggelsesårsak – Hele landet',
  'Alder – Hele landet',
  'Hva sengen ble brukt til – Hele landet',
];

test('every distribution is a chart with its table', async ({ page }) => {
  await page.goto('/innleggelsesveier?fra=2023-01-01&til=2023-12-31');
  await expect(page.locator('figure h2')).toHaveText(headings);
  for (const figure of await page.locator('figure').all()) {
    await expect(figure.locator('svg').first()).toBeVisible();
    await figure.locator('summary').click();
    await expect(figure.getByRole('table')).toBeVisible();
  }
});

test('the filter narrows to a trust, with and without JavaScript', async ({ page }) => {
  await page.goto('/innleggelsesveier');
  await page.getByLabel('Helseforetak', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/helseforetak=./);
  await expect(page.locator('h1')).not.toContainText('Hele landet');
  await expect(page.getByText(/i hele landet/).first()).toBeVisible();
});

test('more than two years are shown by quarter', async ({ page }) => {
  await page.goto('/innleggelsesveier?fra=2021-01-01&til=2023-12-31');
  const figure = page.locator('#fig-veier-tid');
  await figure.locator('summary').click();
  await expect(figure.getByRole('columnheader').first()).toHaveText('Kvartal');
  await expect(figure.getByRole('rowheader')).toHaveCount(12);
});

test('with every table open the page is accessible and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/innleggelsesveier?enhetstype=kad&fra=2023-01-01&til=2023-12-31');
  for (const summary of await page.locator('figure summary').all()) await summary.click();
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
