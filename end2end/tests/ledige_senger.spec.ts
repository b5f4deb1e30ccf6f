// Ledige senger: what the doctor on call reads on a telephone, and how it keeps itself up to date.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

test('units with free beds are found by the patient’s municipality and by search', async ({ page }) => {
  await page.goto('/ledige-senger');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledige senger');
  await expect(page.locator('.count')).toContainText(/\d+ enheter med ledige senger/);
  await page.getByLabel('Pasienten bor i').selectOption('0301');
  await page.getByLabel('Vis også enheter uten ledige senger').check();
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/kommune=0301/);
  await expect(page.getByRole('heading', { name: /^Tar imot pasienter fra Oslo/ })).toBeVisible();
  const oslo = page.locator('.unit-card').filter({ hasText: 'Demo-KAD Oslo' });
  await expect(oslo.locator('.since')).toContainText(/Tallet er fra|Registrert/);
  await expect(oslo.getByRole('link', { name: /^Ring/ })).toHaveAttribute('href', /^tel:/);

  await page.goto('/ledige-senger?alle=1&sok=telemetri+oslo');
  await expect(page.locator('.unit-card').first()).toBeVisible();
  await page.getByRole('link', { name: 'Nullstill' }).click();
  await expect(page).toHaveURL(/\/ledige-senger$/);
});

test('a day saved elsewhere changes the list by itself', { tag: '@script' }, async ({ page, browser }, { project }) => {
  // Each project types into a unit of its own.
  const unit = { desktop: 'DEMO-007', phone: 'DEMO-008', dark: 'DEMO-009' }[project.name]!;
  await page.goto('/ledige-senger?alle=1');
  await expect(page.getByRole('status')).toHaveText('Listen oppdaterer seg selv.');
  const card = page.locator('.unit-card').filter({ has: page.locator(`#ring-${unit}`) });
  await expect(card.locator('.since')).toContainText('Tallet er fra i går');

  const other = await browser.newContext({ locale: 'nb-NO', timezoneId: 'Europe/Oslo' });
  const registrar = await other.newPage();
  await signIn(registrar, 'administrator', `/doegn/${unit}`);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
  await registrar.locator(`#senger-${today}`).fill('5');
  await registrar.locator(`#belagt-${today}`).fill('3');
  await registrar.getByRole('button', { name: /agre$/ }).click();
  // A unit of another size is asked about first.
  await expect(registrar.locator('main [role=status], main [role=alert]').first()).toBeVisible();
  const sure = registrar.getByRole('button', { name: 'Tallene stemmer, lagre' });
  if (await sure.isVisible()) await sure.click();
  await expect(registrar.getByRole('status')).toContainText('1 døgn er lagret.');
  await other.close();

  await expect(card.locator('.beds')).toContainText('2 ledige av 5 senger');
  await expect(card.locator('.since')).toContainText('Registrert i dag kl.');
  await expect(page.getByRole('status')).toHaveText('Listen er oppdatert.');
});

test('without JavaScript a link loads the list again', async ({ page }, { project }) => {
  test.skip(project.name !== 'nojs', 'the others follow the stream');
  await page.goto('/ledige-senger?alle=1');
  await page.getByRole('link', { name: 'Last den på nytt' }).click();
  await expect(page).toHaveURL(/\/ledige-senger\?alle=1$/);
});

test('the list is accessible and fits the telephone', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/ledige-senger?helseforetak=akershus&alle=1');
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  // Measured at once: the list is live, and a unit may leave it between two looks.
  const calls = page.getByRole('link', { name: /^Ring/ });
  await expect(calls.first()).toBeVisible();
  const heights = await calls.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
});
