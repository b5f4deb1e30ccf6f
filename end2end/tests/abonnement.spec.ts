// Abonnement: a view is followed from its page, read as a feed without signing in, and ended.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

test('a view is followed, read by a feed reader, and let go', { tag: ['@look', '@script'] }, async ({ page, playwright, baseURL }, { project }) => {
  // Projects run beside each other on one account: each follows a unit of its own.
  const unit = `DEMO-00${['desktop', 'phone', 'dark'].indexOf(project.name) + 4}`;
  await signIn(page, 'statistikk', `/belegg?enhet=${unit}&fra=2025-01-01&til=2025-12-31`);
  await page.getByRole('link', { name: 'Følg denne visningen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Abonnement');
  await expectAccessible(page);
  await page.getByLabel('Perioden som vises nå').check();
  await page.getByRole('button', { name: 'Lag adresse' }).click();
  const secret = await page.getByRole('status').getByRole('code').innerText();
  expect(new URL(secret).pathname).toMatch(/^\/strom\/[0-9a-f]{48}\.atom$/);
  await expectAccessible(page);

  // A feed reader has no session.
  const reader = await playwright.request.newContext({ baseURL });
  const feed = await reader.get(new URL(secret).pathname);
  expect(feed.status()).toBe(200);
  const xml = await feed.text();
  const title = await page.evaluate((xml) => {
    const feed = new DOMParser().parseFromString(xml, 'application/xml');
    return feed.querySelector('parsererror')?.textContent ?? feed.querySelector('feed > title')?.textContent;
  }, xml);
  expect(title).toMatch(/^KADpuls: Belegg – /);
  const again = await reader.get(new URL(secret).pathname, { headers: { 'If-None-Match': feed.headers()['etag']! } });
  expect(again.status()).toBe(304);

  // The address is told once; where it leads is kept.
  await page.goto('/abonnement');
  await expect(page.getByText('/strom/')).toHaveCount(0);
  const name = title!.replace('KADpuls: ', '');
  await expect(page.getByRole('link', { name }).first()).toHaveAttribute('href', /fra=2025-01-01/);
  await page.getByRole('button', { name: `Slutt å følge ${name}` }).first().click();
  await expect(page).toHaveURL('/abonnement');
  expect((await reader.get(new URL(secret).pathname)).status()).toBe(404);
  await reader.dispose();
});

test('a page without figures is not followed, and says so', async ({ page }) => {
  await signIn(page, 'statistikk', '/abonnement?visning=/kontoer');
  await expect(page.getByRole('button', { name: 'Lag adresse' })).toHaveCount(0);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
