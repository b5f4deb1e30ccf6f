// A municipality on a page: its units, its rates beside the country's, costs with assumptions, no ranking.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { goToComputed } from '../computed';

test('without a municipality all stand in the funnel, by name in the table', async ({ page }) => {
  await goToComputed(page, '/kommune');
  await expect(page.locator('h1')).toHaveText('Kommuner');
  await expect(page.locator('#fig-trakt figcaption')).toContainText('utenfor grensene for 99,8 %');
  await page.locator('#fig-trakt summary').click();
  const names = await page.locator('#fig-trakt tbody th').allTextContents();
  expect(names.length).toBeGreaterThan(300);
  // The browser takes every «aa» for an å, in Sami names too.
  const plain = names.filter((name) => !/aa/i.test(name));
  expect(plain).toEqual([...plain].sort((a, b) => a.localeCompare(b, 'nb')));
});

test('a municipality is chosen, with its units, its effect and those of its size', async ({ page }) => {
  await goToComputed(page, '/kommune');
  await page.getByLabel('Kommune', { exact: true }).selectOption('3201');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/kommune=3201/);
  await expect(page.locator('h1')).toHaveText('Kommune – Bærum');
  await expect(page.getByText('Kommunen bruker disse enhetene')).toBeVisible();
  await expect(page.locator('#fig-trakt figcaption')).toContainText('Bærum hadde');
  await expect(page.getByRole('link', { name: 'Se hvordan anslaget er laget' })).toHaveAttribute('href', /effekt\?kommune=3201/);
  const rows = page.locator('#like-store ~ .scroll tbody tr');
  await expect(rows).toHaveCount(7);
  await expect(rows.filter({ hasText: '(denne)' })).toHaveCount(1);
});

test('the cost follows the assumptions, and they stay in the address', async ({ page }) => {
  await goToComputed(page, '/kommune?kommune=3201&fra=2023-01-01&til=2023-12-31');
  const finding = page.locator('#fig-overligger figcaption');
  await expect(finding).toContainText('satsen for 2023');
  const before = await finding.textContent();
  await page.getByLabel('Kostnad per døgn i sykehus, kr').fill('20 000');
  await page.getByRole('button', { name: 'Regn ut' }).click();
  await expect(page).toHaveURL(/doegnkostnad=20/);
  await expect(finding).toContainText('20 000 kr');
  expect(await finding.textContent()).not.toBe(before);
  await page.getByLabel('Kommunens betaling per døgn, kr').fill('mye');
  await page.getByRole('button', { name: 'Regn ut' }).click();
  await expect(page.getByRole('alert')).toContainText('«mye» er ikke et beløp');
});

test('the page is accessible with its tables open, and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }) => {
  await goToComputed(page, '/kommune?kommune=3201');
  for (const summary of await page.locator('figure summary').all()) await summary.click();
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
