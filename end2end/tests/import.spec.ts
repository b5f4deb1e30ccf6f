// A file from the choice to the result, with and without JavaScript.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

test.beforeEach(async ({ page }) => signIn(page, 'administrator', '/import'));

// The projects share one database: each brings a unit of its own.
const unit = (project: string) => `E2E-${project.toUpperCase()}`;

async function upload(page: Page, name: string, content: string) {
  await page.goto('/import');
  await page.getByLabel('Hva filen inneholder').selectOption({ label: 'Enheter' });
  await page.getByLabel('Fil', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.getByRole('button', { name: 'Last opp og kontroller' }).click();
  await expect(page).toHaveURL(/\/import\/[0-9a-f]{32}$/);
}

test('a good file is shown, confirmed and listed', async ({ page }, { project }) => {
  const name = `${project.name}.csv`;
  await upload(page, name, `enhet;navn;type\n${unit(project.name)};Sengene på Øya;kad\n`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Filen er klar');
  await expect(page.getByRole('cell', { name: 'Sengene på Øya' })).toBeVisible();
  if (project.name !== 'nojs') await expectAccessible(page);
  await page.getByRole('button', { name: 'Ta inn 1 rad' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Filen er tatt inn');
  if (project.name !== 'nojs') await expectAccessible(page);

  // Loading the result again sends nothing again.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Filen er tatt inn');
  await page.getByRole('link', { name: 'Ta inn en fil til' }).click();
  await expect(page.getByLabel('Hva filen inneholder')).toHaveValue('enheter');
  await expect(page.getByRole('row', { name: new RegExp(`Enheter ${name} administrator@`) })).toHaveCount(1);
});

test('a bad file is told what is wrong where, and cannot be confirmed', async ({ page }, { project }) => {
  await upload(page, 'feil.csv', `enhet;navn;type\n${unit(project.name)};Sengene;hotell\n`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Filen har feil');
  await expect(page.getByRole('alert')).toContainText('1 feil i filen. Ingenting er tatt inn.');
  await expect(page.getByRole('row', { name: /^2 type hotell Ukjent kode/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Ta inn/ })).toHaveCount(0);
  if (project.name !== 'nojs') await expectAccessible(page);

  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Last ned feillisten (CSV)' }).click();
  expect((await waiting).suggestedFilename()).toBe('feil.csv');

  await page.getByRole('link', { name: 'Velg rettet fil' }).click();
  await expect(page.getByLabel('Hva filen inneholder')).toHaveValue('enheter');
});

test('the columns of a kind are told and its template downloads', async ({ page }, { project }) => {
  await page.goto('/import?slag=opphold');
  await expect(page.getByRole('rowheader', { name: 'opphold_id' })).toBeVisible();
  if (project.name !== 'nojs') await expectAccessible(page);
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Last ned tom mal (opphold.csv)' }).click();
  expect((await waiting).suggestedFilename()).toBe('opphold.csv');
});

test('an upload that is gone leads back', async ({ page }) => {
  const response = await page.goto(`/import/${'0'.repeat(32)}`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Opplastingen finnes ikke lenger');
});
