// What every page has around it. What a page shows is tested in the file with its name.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { goToComputed } from '../computed';
import { pages } from '../pages';
import { signIn } from '../signed-in';

for (const { path, name, role, query } of pages) {
  test(`${name} answers, says where we are, and is accessible`, { tag: '@look' }, async ({ page }, { project }) => {
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));

    if (role) await signIn(page, role);
    const response = await goToComputed(page, path + (query ?? ''));
    expect(response?.status()).toBe(200);
    await expect(page.locator('h1')).toHaveCount(1);
    await expect(page).toHaveTitle(/ – KADpuls$/);
    await expect(page.getByRole('navigation', { name: 'Sider' }).locator('[aria-current=page]')).toHaveText(name);
    await expect(page.getByText('Demodata:')).toBeVisible();
    // axe itself is JavaScript.
    if (project.name !== 'nojs') await expectAccessible(page);

    const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow, 'nothing sticks out to the side').toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });
}

test('the first tab stop leads past the navigation', async ({ page }) => {
  await page.goto('/metode');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Hopp til innholdet' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('the navigation is reached and used with the keyboard alone', async ({ page }) => {
  await page.goto('/');
  const belegg = page.getByRole('navigation').getByRole('link', { name: 'Belegg' });
  for (let i = 0; i < 12 && !(await belegg.evaluate((link) => link === document.activeElement)); i++) {
    await page.keyboard.press('Tab');
  }
  await expect(belegg).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/belegg');
});

test('a phone shows the page first, and the menu where it is asked for', { tag: '@look' }, async ({ page, browser }, { project }) => {
  test.skip(project.name !== 'phone', 'wide windows show all pages');
  await page.goto('/belegg');
  const menu = page.getByRole('navigation', { name: 'Sider' });
  await expect(menu.getByRole('link')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
  const theme = page.getByRole('button', { name: 'Mørkt' });
  await expect(theme).toBeHidden();
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(theme).toBeVisible();
  await expectAccessible(page);
  await menu.getByRole('link', { name: 'Liggetid' }).click();
  await expect(page).toHaveURL('/liggetid');
  await expect(menu.getByRole('link')).toHaveCount(0);
  // Turned to its side it is wide.
  await page.setViewportSize({ width: 900, height: 400 });
  await expect(menu.getByRole('link', { name: 'Liggetid' })).toBeVisible();

  const plain = await browser.newPage({ ...project.use, javaScriptEnabled: false });
  await plain.goto('/belegg');
  await expect(plain.getByRole('navigation', { name: 'Sider' }).getByRole('link', { name: 'Liggetid' })).toBeVisible();
  await plain.close();
});

test('colours are chosen without leaving the page, and remembered', async ({ page }) => {
  const ground = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const query = '/belegg?fra=2024-01-01';
  await page.goto(query);
  await page.getByRole('button', { name: 'Lyst' }).click();
  await expect(page).toHaveURL(query);
  await expect(page.getByRole('button', { name: 'Lyst' })).toHaveAttribute('aria-pressed', 'true');
  const light = await ground();
  await page.getByRole('button', { name: 'Mørkt' }).click();
  await expect(page.getByRole('button', { name: 'Mørkt' })).toHaveAttribute('aria-pressed', 'true');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.goto('/metode');
  expect(await ground()).toBe(dark);
  await page.getByRole('button', { name: 'Auto' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-color-scheme', 'auto');
});

test('automatic colours follow the system', { tag: '@look' }, async ({ page }, { project }) => {
  await page.goto('/');
  const ground = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const lightness = ground.match(/\d+/g)!.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
  if (project.name === 'dark') expect(lightness).toBeLessThan(80);
  else expect(lightness).toBeGreaterThan(200);
});

test('an address that leads nowhere gives a page with a way on', async ({ page }) => {
  const response = await page.goto('/finnes-ikke');
  expect(response?.status()).toBe(404);
  await page.getByRole('link', { name: 'Til oversikten' }).click();
  await expect(page).toHaveURL('/');
});
