// Kompletthet: the forum's overview, the municipalities' reminders, and the line under every figure.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';

test('the overview sorts by any column and leads to a trust’s units', async ({ page }) => {
  await page.goto('/kompletthet');
  await page.getByRole('link', { name: 'Døgn som mangler' }).click();
  await expect(page.getByRole('columnheader', { name: 'Døgn som mangler' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('link', { name: 'Døgn som mangler' }).click();
  await expect(page.getByRole('columnheader', { name: 'Døgn som mangler' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('link', { name: 'Akershus', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kompletthet – Akershus');
  await expect(page.getByRole('heading', { name: 'Påminnelser til kommunene' })).toBeVisible();
});

test('a leader sees on every figure how complete its data are', async ({ page }) => {
  for (const path of ['/belegg?enhet=DEMO-001', '/liggetid?enhet=DEMO-001', '/innleggelsesveier?enhet=DEMO-001', '/']) {
    await page.goto(path);
    const figures = await page.locator('figure.chart').count();
    expect(figures).toBeGreaterThan(0);
    await expect(page.locator('figure.chart .data-line')).toHaveCount(figures);
    await expect(page.locator('.data-line').first()).toContainText('Data: ');
  }
});

test('the page is accessible and fits', { tag: ['@look', '@script'] }, async ({ page }) => {
  for (const path of ['/kompletthet', '/kompletthet?helseforetak=akershus']) {
    await page.goto(path);
    await expectAccessible(page);
    const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
