import { expect, type Page } from '@playwright/test';

// Goes to a page whose figures may have to be computed first: until then it says so, and asks again by itself.
export async function goToComputed(page: Page, path: string) {
  const response = await page.goto(path);
  await computed(page);
  return response;
}

// Waits for the figures of a page that is there or on its way.
export async function computed(page: Page) {
  await expect(page.locator('#underveis')).toHaveCount(0, { timeout: 90_000 });
  await page.waitForLoadState();
}
