// The few figures of a place, beside the country; places by name, with ways on.
import { expect, test } from '@playwright/test';

test('the country shows its figures and its trusts by name', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Oversikt – Hele landet');
  await expect(page.locator('.tile')).toHaveCount(10);
  const names = await page.locator('#sammenlign ~ .scroll tbody th').allTextContents();
  expect(names.length).toBeGreaterThan(15);
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'nb')));
});

test('a trust is chosen with the form and compared with the country', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Helseforetak', { exact: true }).selectOption('akershus');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/helseforetak=akershus/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Oversikt – Akershus');
  await expect(page.locator('.ingress')).toContainText('i hele landet');
  // A name leads to the place, and the navigation takes the place along.
  await page.locator('#sammenlign ~ .scroll tbody tr').first().getByRole('link').click();
  await expect(page).toHaveURL(/\/\?kommune=\d{4}&fra=/);
  await page.getByRole('navigation').getByRole('link', { name: 'Belegg', exact: true }).click();
  await expect(page).toHaveURL(/\/belegg\?kommune=\d{4}&fra=/);
});

test('a change is named only where a rule says so', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('.ingress')).toContainText('tilfeldig');
  await expect(page.locator('.tile').first()).toContainText('Måned for måned:');
  await page.getByLabel('Mål', { exact: true }).selectOption('oeh_rate');
  await page.getByRole('button', { name: 'Vis endringer' }).click();
  await expect(page).toHaveURL(/maal=oeh_rate/);
  await expect(page.locator('#fig-oversikt-endring').getByRole('heading')).toContainText('ØH-innleggelser per 1 000');
});
