// Key figures lead to their definition.
import { expect, test } from '@playwright/test';

test('the name of a key figure leads to its definition', async ({ page }) => {
  await page.goto('/');
  await page.locator('.tile a').first().click();
  await expect(page).toHaveURL('/metode#belegg_ssb');
  await expect(page.locator('#belegg_ssb')).toBeInViewport();
});

test('imports are listed with who and when', async ({ page }) => {
  await page.goto('/metode');
  await expect(page.getByRole('region', { name: 'De siste importene' }).locator('tbody tr')).not.toHaveCount(0);
});
