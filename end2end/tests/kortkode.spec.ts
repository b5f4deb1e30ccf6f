// Kortkode: the letters on a file lead back to the view that it was made of.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

test('the code in a file leads back to its view', { tag: ['@look', '@script'] }, async ({ page }) => {
  await signIn(page, 'statistikk', '/belegg?helseforetak=akershus&fra=2025-01-01&til=2025-12-31');
  const waiting = page.waitForEvent('download');
  await page.locator('#fig-belegg-maaned').getByRole('link', { name: /^SVG/ }).click();
  const drawing = readFileSync((await (await waiting).path())!, 'utf8');
  const code = drawing.match(/\/v\/([A-Za-z0-9]{8})\b/)?.[1];
  expect(code, drawing.slice(-2000)).toBeTruthy();

  // From the foot of any page, typed as people type.
  await page.goto('/');
  await page.getByRole('link', { name: 'Har du en kortkode?' }).click();
  await expectAccessible(page);
  await page.getByLabel('Kode').fill(` ${code!.toUpperCase()} `);
  await page.getByRole('button', { name: 'Vis' }).click();
  await expect(page).toHaveURL(/\/belegg\?.*helseforetak=akershus.*fra=2025-01-01.*til=2025-12-31/);
});

test('a code that nobody got is said, and what was typed stays', async ({ page }) => {
  await page.goto('/kortkode');
  await page.getByLabel('Kode').fill('bbbbbbbb');
  await page.getByRole('button', { name: 'Vis' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Kode')).toHaveValue('bbbbbbbb');
});
