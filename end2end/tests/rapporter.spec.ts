// Rapporter: the same report as a page and as a file.
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

// The words of a PDF by poppler; undefined where it isn't installed.
function words(path: string): string | undefined {
  try {
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

test('a quarter is chosen, shown and taken along', async ({ page }) => {
  await page.goto('/rapporter');
  await page.getByLabel('Helseforetak').selectOption('akershus');
  await page.getByRole('button', { name: 'Vis rapporten' }).click();
  await expect(page).toHaveURL(/\/rapporter\/kvartal\?helseforetak=akershus&kvartal=\d{4}-\d/);
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  expect(title).toMatch(/^Kvartalsrapport \d\. kvartal \d{4} – Akershus$/);
  for (const part of ['Nøkkeltall', 'Belegg', 'Liggetid', 'Stedene', 'Definisjoner']) {
    await expect(page.getByRole('heading', { name: part, exact: true })).toBeVisible();
  }
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Last ned som PDF' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^kvartalsrapport-\d{4}-\d-akershus\.pdf$/);
  const path = (await download.path())!;
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  const text = words(path);
  if (text === undefined) return;
  expect(text).toContain(title);
  // The same number on the page and in the file.
  const occupancy = await page.locator('tr', { hasText: 'Beleggsprosent' }).first().locator('td').first().innerText();
  expect(text.replace(/\s/g, ' ')).toContain(occupancy.replace(/\s/g, ' '));
  expect(text).toMatch(/Side 1 av \d/);
});

test('a municipality is one sheet of paper', async ({ page }) => {
  await page.goto('/rapporter');
  await page.getByLabel('Kommune', { exact: true }).selectOption({ label: 'Ås' });
  await page.getByRole('button', { name: 'Vis arket' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Øyeblikkelig hjelp – Ås kommune');
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Last ned som PDF' }).click();
  const text = words((await (await waiting).path())!);
  if (text !== undefined) {
    expect(text).toContain('Side 1 av 1');
    expect(text).toContain('Ås kommune');
  }
});

test('what is no quarter is said, and no file is made of it', async ({ page }) => {
  await page.goto('/rapporter/kvartal?kvartal=%3Cscript%3E');
  await expect(page.getByText('er ikke et kvartal')).toBeVisible();
  const file = await page.request.get('/rapporter/kvartal.pdf?kvartal=%3Cscript%3E');
  expect(file.status()).toBe(400);
  expect((await page.request.get('/rapporter/kommune/9999/ark.pdf')).status()).toBe(404);
});

test('a reader sees her own trust and takes no file', async ({ page }) => {
  await signIn(page, 'leser', '/rapporter/kvartal');
  await expect(page.getByText('Siden kan skrives ut som den er.')).toBeVisible();
  expect((await page.request.get('/rapporter/kvartal.pdf')).status()).toBe(403);
});

test('the report is accessible and fits', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/rapporter/kvartal?helseforetak=akershus');
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('one’s own report is put together, changed by one at a time, and shown to others', async ({ page, browser }) => {
  await signIn(page, 'statistikk', '/belegg?helseforetak=akershus');
  await page.getByRole('link', { name: /^Legg i rapport: Belegg per måned/ }).click();
  const title = `Møte på Ås <script>alert(1)</script> æøå ${Date.now()}`;
  await page.getByLabel('Rapport', { exact: true }).selectOption({ label: 'Ny rapport' });
  await page.getByLabel('Tittel på en ny rapport').fill(title);
  await page.getByRole('button', { name: 'Legg i rapporten' }).click();
  await expect(page).toHaveURL(/\/rapporter\/lagret\/[0-9a-f]+\/rediger/);
  const address = page.url().replace(/\/rediger.*/, '');
  await page.getByRole('button', { name: 'Legg til egne ord' }).click();
  await page.getByLabel('Egne ord (del 2)').fill('# Innledning\nVi ser at **belegget** <b>holder</b> seg.');
  // Every button keeps what is typed.
  await page.getByRole('button', { name: 'Opp: del 2, egne ord' }).click();
  await expect(page.getByLabel('Egne ord (del 1)')).toHaveValue(/Innledning/);

  // Somebody with the old form open is told, and loses nothing.
  const old = await page.context().newPage();
  await old.goto(`${address}/rediger`);
  await page.getByLabel('Periode', { exact: true }).selectOption('Siste kvartal');
  await page.getByRole('button', { name: 'Lagre', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Lagret.');
  await old.getByLabel('Egne ord (del 1)').fill('Min versjon');
  await old.getByRole('button', { name: 'Lagre', exact: true }).click();
  await expect(old.getByRole('alert')).toContainText('endret et annet sted');
  await expect(old.getByRole('alert')).toContainText('Innledning');
  await expect(old.getByLabel('Egne ord (del 1)')).toHaveValue('Min versjon');

  // A birth number is refused and not sent back.
  await page.getByLabel('Egne ord (del 1)').fill('Gjelder 01010100050');
  await page.getByRole('button', { name: 'Lagre', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Ta ut fødselsnummeret');
  await expect(page.getByText('01010100050')).toHaveCount(0);

  // Shown, over another period by one click, and as a file.
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByRole('heading', { name: 'Innledning' })).toBeVisible();
  await page.getByRole('link', { name: 'Siste 12 måneder' }).click();
  await expect(page.getByRole('heading', { name: /^Belegg per måned/ })).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Last ned som PDF' }).click();
  const text = words((await (await waiting).path())!);
  if (text !== undefined) expect(text).toContain('<script>alert(1)</script> æøå');

  // Somebody else reads it and can't change it.
  const other = await browser.newPage();
  await signIn(other, 'leser');
  await other.goto(address);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(title);
  expect((await other.request.get(`${address}/rediger`)).status()).toBe(403);
  await page.goto(`${address}/rediger`);
  await page.getByRole('button', { name: 'Slett rapporten' }).click();
  await expect(page).toHaveURL('/rapporter');
  await expect(page.getByText(title)).toHaveCount(0);
});
