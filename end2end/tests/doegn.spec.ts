// Døgn: a month typed on one page, by keyboard and without JavaScript.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

// The projects share one database: each types into a unit of its own.
const units: Record<string, string> = { desktop: 'DEMO-011', phone: 'DEMO-012', nojs: 'DEMO-013', dark: 'DEMO-014' };

async function day(page: Page, date: string, values: Record<string, string>) {
  for (const [field, value] of Object.entries(values)) await page.locator(`#${field}-${date}`).fill(value);
}

test('a day is typed, corrected and stands', async ({ page }, { project }) => {
  await signIn(page, 'administrator', `/doegn/${units[project.name]}?maaned=2026-01`);
  await day(page, '2026-01-05', { avvist: '2' });
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByRole('status')).toContainText('1 døgn er lagret.');
  await expect(page.locator('#avvist-2026-01-05')).toHaveValue('2');
  // Loading again sends nothing again.
  await page.reload();
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByRole('status')).toContainText('Ingenting var endret.');
});

test('what cannot be is refused with everything kept', async ({ page }, { project }) => {
  await signIn(page, 'administrator', `/doegn/${units[project.name]}?maaned=2026-01`);
  await day(page, '2026-01-06', { avvist: '3' });
  await day(page, '2026-01-07', { belagt: 'mange' });
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByRole('alert')).toContainText('Ingenting er lagret.');
  await expect(page.locator('#belagt-2026-01-07')).toHaveValue('mange');
  await expect(page.locator('#belagt-2026-01-07')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#avvist-2026-01-06')).toHaveValue('3');
  if (project.name !== 'nojs') await expectAccessible(page);
});

test('an unlikely number is asked about once', async ({ page }, { project }) => {
  await signIn(page, 'administrator', `/doegn/${units[project.name]}?maaned=2026-01`);
  await day(page, '2026-01-08', { senger: '499' });
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByRole('alert')).toContainText('Er disse tallene riktige?');
  await page.getByRole('button', { name: 'Tallene stemmer, lagre' }).click();
  await expect(page.getByRole('status')).toContainText('1 døgn er lagret.');
});

test('of two who type the same day the second sees both numbers', async ({ page, browser }, { project }) => {
  const address = `/doegn/${units[project.name]}?maaned=2026-01`;
  await signIn(page, 'administrator', address);
  const other = await browser.newContext();
  const first = await other.newPage();
  await signIn(first, 'administrator', address);
  await day(first, '2026-01-09', { avvist: '1' });
  await first.getByRole('button', { name: 'Lagre' }).click();
  await expect(first.getByRole('status')).toContainText('1 døgn er lagret.');
  await other.close();

  await day(page, '2026-01-09', { avvist: '4' });
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByRole('alert')).toContainText(/nå står det .*avvist 1/);
  await expect(page.getByRole('alert')).toContainText(/Du skrev .*avvist 4/);
  await expect(page.locator('#avvist-2026-01-09')).toHaveValue('4');
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByRole('status')).toContainText('1 døgn er lagret.');
});

test('Enter and the arrows go from cell to cell', { tag: '@script' }, async ({ page }, { project }) => {
  await signIn(page, 'administrator', `/doegn/${units[project.name]}?maaned=2026-01`);
  await page.locator('#senger-2026-01-10').focus();
  await expect(async () => {
    await page.locator('#senger-2026-01-10').focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('#senger-2026-01-11')).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#belagt-2026-01-11')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#belagt-2026-01-12')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('#belagt-2026-01-11')).toBeFocused();
});

test('the month is accessible, days to come are closed, and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }, { project }) => {
  await signIn(page, 'administrator', `/doegn/${units[project.name]}`);
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
  const cell = (await page.locator(`#senger-${today}`).boundingBox())!;
  expect(cell.height).toBeGreaterThanOrEqual(44);
  const tomorrow = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(Date.now() + 864e5);
  await expect(page.locator(`#senger-${tomorrow}`)).toHaveCount(0);
});
