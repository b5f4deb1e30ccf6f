// Effekt of the demo country, whose effect is known: fewer admissions at 80 years and older, none before.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { computed, goToComputed } from '../computed';

test('the sentence comes first and follows the age that is chosen', async ({ page }) => {
  await goToComputed(page, '/effekt');
  await expect(page.locator('h1')).toHaveText('Effekt på ØH-innleggelser – Hele landet');
  await page.getByLabel('Alder', { exact: true }).selectOption('80+');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/aldersgruppe=80/);
  await expect(page.locator('.finding')).toContainText('Færre innleggelser enn forventet');
  await expect(page.getByRole('heading', { name: /^Observert og forventet/ })).toBeVisible();
});

test('a municipality has its curve and its before and after, labelled as such', async ({ page }) => {
  await goToComputed(page, '/effekt?kommune=1103');
  await expect(page.locator('h1')).toContainText('Stavanger');
  await expect(page.getByText('Før og etter uten sammenlikningsgruppe:')).toBeVisible();
  await expect(page.locator('#fig-effekt-kurve svg')).toBeVisible();
});

test('every check and every row that was left out is on a page of its own', async ({ page }) => {
  await goToComputed(page, '/effekt?helseforetak=akershus&aldersgruppe=80%2B');
  await page.getByRole('link', { name: 'Metode og kontroller for dette anslaget' }).click();
  // Computing them may take as long as a busy machine takes.
  await expect(page).toHaveURL(/\/effekt\/kontroller\?helseforetak=akershus&aldersgruppe=80/, { timeout: 60_000 });
  await computed(page);
  await expect(page.getByText('Liksomåpning 12 måneder for tidlig')).toBeVisible();
  await expect(page.getByText('Tilfeldige åpningsdatoer')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Rader som ikke er med' })).toBeVisible();
});

test('estimate and checks are accessible, and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }) => {
  for (const path of ['/effekt?aldersgruppe=80%2B', '/effekt/kontroller?aldersgruppe=80%2B']) {
    await goToComputed(page, path);
    for (const summary of await page.locator('figure summary').all()) await summary.click();
    await expectAccessible(page);
    const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
