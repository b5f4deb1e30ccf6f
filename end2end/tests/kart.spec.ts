import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';

test('the municipalities are tiles with a table that is sorted by any column', async ({ page }) => {
  await page.goto('/kart');
  const figure = page.getByRole('figure');
  await expect(figure.locator('svg').first()).toBeVisible();
  await page.getByText('Tabell, definisjon og kilde').click();
  const rows = figure.locator('tbody tr');
  await expect(rows).toHaveCount(357);
  await figure.getByRole('columnheader').nth(2).getByRole('link').click();
  await expect(page).toHaveURL(/sorter=verdi/);
  await expect(page.getByRole('columnheader').nth(2)).toHaveAttribute('aria-sort', 'ascending');
});

test('the measure and the trust are chosen with the form', async ({ page }) => {
  await page.goto('/kart');
  await page.getByLabel('Måltall').selectOption({ label: 'Reinnleggelse innen 30 dager' });
  await page.getByLabel('Helseforetak').selectOption({ label: 'Finnmark' });
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/helseforetak=finnmark.*maal=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kart – Finnmark');
  await page.getByText('Tabell, definisjon og kilde').click();
  await page.getByRole('link', { name: 'Hammerfest' }).click();
  await expect(page).toHaveURL(/\/kommune\?kommune=5603/);
});

test('the map is accessible with its table open, and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/kart?helseforetak=finnmark');
  await page.getByText('Tabell, definisjon og kilde').click();
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
