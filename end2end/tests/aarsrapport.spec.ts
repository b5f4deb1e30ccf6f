// Årsrapport: one choice, one page, one workbook.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectAccessible } from '../accessible';

test('a unit’s year is a page and a workbook', async ({ page }) => {
  await page.goto('/aarsrapport?aar=2024&enhet=DEMO-001');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Årsrapport 2024 – Demo-KAD Oslo');
  for (const part of ['Enheter', 'Bostedskommuner', 'Kjønn', 'Alder', 'Innleggelsesårsak', 'Henvist av', 'Utskrevet til']) {
    await expect(page.getByRole('heading', { name: part, exact: true })).toBeVisible();
  }
  await page.getByLabel('År', { exact: true }).selectOption('2023');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Årsrapport 2023 – Demo-KAD Oslo');
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Last ned som regneark (XLSX)' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('aarsrapport-2023-demo-kad-oslo.xlsx');
  // A ZIP, as every XLSX is.
  expect(readFileSync((await download.path())!).subarray(0, 2).toString()).toBe('PK');
});

test('the report is accessible and fits', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/aarsrapport?aar=2024&kommune=0301');
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
