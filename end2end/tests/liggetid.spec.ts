// Liggetid of the demo country: what can be chosen, what is said about it, and that the table holds the chart.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';

test('the filter changes figures, address and guideline, with and without JavaScript', async ({ page }) => {
  await page.goto('/liggetid');
  await expect(page.locator('h1')).toHaveText('Liggetid – Hele landet');
  await expect(page.locator('figcaption').getByText('utvalget blander enhetstyper')).toBeVisible();
  await page.getByLabel('Type enhet').selectOption('kad');
  await page.getByLabel('Alder', { exact: true }).selectOption('80+');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/enhetstype=kad/);
  await expect(page.getByText('Pasienter 80 år og eldre.')).toBeVisible();
  await expect(page.locator('figcaption').getByText('Veilederens grense for snittet er 3 døgn')).toBeVisible();
  await expect(page.getByLabel('Type enhet')).toHaveValue('kad');
});

test('a municipality is its inhabitants, and the page says so', async ({ page }) => {
  await page.goto('/liggetid?kommune=4601');
  await expect(page.getByText(/Tallene gjelder innbyggere i Bergen/)).toBeVisible();
  await expect(page.getByText(/i hele landet/).first()).toBeVisible();
});

test('a period that is not whole months says that months are counted whole', async ({ page }) => {
  await page.goto('/liggetid?fra=2024-01-10&til=2024-03-20');
  await expect(page.getByText('måneder er regnet hele')).toBeVisible();
  const table = page.getByRole('table', { name: /^Liggetid i døgn etter utskrivingsmåned/ });
  await page.locator('#fig-liggetid-maaned summary').click();
  await expect(table.getByRole('rowheader')).toHaveText(['jan. 2024', 'feb. 2024', 'mars 2024']);
});

test('a unit has a curve that counts the stays still running, a place has a judged change', async ({ page }) => {
  await page.goto('/liggetid?enhet=DEMO-001');
  await expect(page.locator('#fig-liggetid-varer figcaption')).toContainText('Kurven slutter der færre enn 5 er igjen');
  await page.goto('/liggetid?enhetstype=kad');
  await expect(page.locator('#fig-liggetid-varer')).toHaveCount(0);
  await expect(page.locator('#fig-liggetid-endring figcaption p')).toContainText('veilederens grense');
});

test('the stays are divided by what is asked for', async ({ page }) => {
  await page.goto('/liggetid?enhetstype=kad');
  await expect(page.locator('#fig-liggetid-etter').getByRole('heading')).toContainText('Liggetid etter alder');
  await page.getByLabel('Del liggetid etter').selectOption('henviser');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/etter=henviser/);
  await expect(page.locator('#fig-liggetid-etter').getByRole('heading')).toContainText('etter henvisende instans');
});

test('a period before anything opened is said in words', async ({ page }) => {
  await page.goto('/liggetid?fra=2009-01-01&til=2009-12-31');
  await expect(page.getByText('Ingen opphold ble avsluttet i perioden.').first()).toBeVisible();
});

test('with every table open the page is accessible and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/liggetid?enhetstype=kad&fra=2023-01-01&til=2023-12-31');
  for (const summary of await page.locator('figure summary').all()) await summary.click();
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
