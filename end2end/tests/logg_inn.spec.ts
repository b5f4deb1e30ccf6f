// In and out of the demo, what each role finds open, and a form that outlives its session.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { openMenu } from '../menu';
import { signIn, signInWithButton } from '../signed-in';

const nav = 'Sider';

test('a visitor sees the sums at once and is led to sign in for the rest', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('.tile')).toHaveCount(10);
  await expect(page.getByRole('navigation', { name: nav }).getByRole('link', { name: 'Import' })).toHaveCount(0);
  await page.goto('/import?slag=opphold');
  await expect(page).toHaveURL(/\/logg-inn\?videre=/);
  await page.getByRole('button', { name: 'Logg inn som administrator' }).click();
  await expect(page).toHaveURL('/import?slag=opphold');
  await expect(page.getByRole('banner')).toContainText('administrator@kadpuls.example');
});

test('the sign-in page is accessible and nothing sticks out', { tag: '@look' }, async ({ page }, { project }) => {
  await page.goto('/logg-inn?videre=%2Fkonto');
  await expect(page.locator('h1')).toHaveText('Logg inn');
  if (project.name !== 'nojs') await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('a wrong password is told without saying what is wrong, and the address stays typed', async ({ page }, { project }) => {
  await page.goto('/logg-inn');
  await page.getByLabel('E-post').fill(`${project.name}@eksempel.no`);
  await page.getByLabel('Passord', { exact: true }).fill('ikke riktig passord');
  await page.getByLabel('Passord', { exact: true }).press('Enter');
  await expect(page.getByRole('alert')).toContainText('E-postadressen eller passordet stemmer ikke');
  await expect(page.getByLabel('E-post')).toHaveValue(`${project.name}@eksempel.no`);
  await expect(page.getByLabel('Passord', { exact: true })).toHaveValue('');
  if (project.name !== 'nojs') await expectAccessible(page);
});

test('a reader finds her trust and the country, and nothing of others', async ({ page }) => {
  await signInWithButton(page, 'leser', '/belegg');
  await expect(page.locator('h1')).toHaveText('Belegg – Hele landet');
  const trusts = page.getByLabel('Helseforetak', { exact: true }).locator('option');
  await expect(trusts).toHaveText(['Hele landet', 'Akershus']);
  const response = await page.goto('/belegg?helseforetak=innlandet');
  expect(response?.status()).toBe(403);
  await expect(page.locator('h1')).toHaveText('Du har ikke tilgang til dette');
  await page.getByRole('link', { name: 'Til oversikten' }).click();
  await expect(page.locator('h1')).toHaveText('Oversikt – Hele landet');
});

for (const [role, open, closed] of [
  ['leser', ['Oversikt', 'Belegg'], ['Import', 'Endringer', 'Kontoer']],
  ['registrator', ['Oversikt', 'Import', 'Endringer'], ['Kontoer']],
  ['statistikk', ['Oversikt', 'Metode'], ['Import', 'Endringer', 'Kontoer']],
  ['administrator', ['Import', 'Endringer', 'Kontoer'], []],
] as const) {
  test(`${role} finds in the navigation what opens, and an accessible account page`, { tag: '@look' }, async ({ page }, { project }) => {
    await signInWithButton(page, role);
    const links = await openMenu(page);
    for (const name of open) await expect(links.getByRole('link', { name, exact: true })).toBeVisible();
    for (const name of closed) await expect(links.getByRole('link', { name, exact: true })).toHaveCount(0);
    await expect(page.getByRole('row', { name: /^Denne nettleseren/ })).toHaveCount(1);
    if (project.name !== 'nojs') await expectAccessible(page);
    const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Logg ut', exact: true }).click();
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('banner').getByRole('link', { name: 'Logg inn' })).toBeVisible();
  });
}

test('an administrator makes an account, whose owner signs in and changes the password', async ({ page, browser }, { project }) => {
  // Two browsers and three runs of axe.
  test.slow();
  const email = `ny-${project.name}@eksempel.no`;
  await signIn(page, 'administrator', '/kontoer');
  if (project.name !== 'nojs') await expectAccessible(page);
  await page.getByLabel('E-post').fill(email);
  await page.getByLabel('Rolle').selectOption('statistikk');
  await page.getByRole('button', { name: 'Lag konto' }).click();
  const secret = await page.locator('.secret').innerText();
  if (project.name !== 'nojs') await expectAccessible(page);

  const other = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const owner = await other.newPage();
  await owner.goto('/logg-inn?videre=%2Fkonto');
  await owner.getByLabel('E-post').fill(email);
  await owner.getByLabel('Passord', { exact: true }).fill(secret);
  await owner.getByLabel('Passord', { exact: true }).press('Enter');
  await expect(owner).toHaveURL('/konto');
  // It is somebody else's: nothing opens before it is changed.
  await owner.goto('/belegg');
  await expect(owner).toHaveURL('/konto');
  await expect(owner.getByRole('status')).toContainText('gitt av en annen');
  await owner.getByLabel('Nåværende passord').fill(secret);
  await owner.getByLabel('Nytt passord', { exact: true }).fill('en helt ny setning');
  await owner.getByLabel('Nytt passord en gang til').fill('en helt ny setning');
  await owner.getByRole('button', { name: 'Bytt passord' }).click();
  await expect(owner.getByRole('status')).toContainText('Passordet er endret');
  await other.close();

  await page.goto('/endringer');
  await expect(page.getByRole('listitem').filter({ hasText: 'Konto laget' }).filter({ hasText: email }).first()).toBeVisible();
  if (project.name !== 'nojs') await expectAccessible(page);
});

test('a form whose session has ended is sent after signing in again', async ({ page, context }, { project }) => {
  const email = `skjema-${project.name}@eksempel.no`;
  await signIn(page, 'administrator', '/kontoer');
  await page.getByLabel('E-post').fill(email);
  await page.getByLabel('Rolle').selectOption('statistikk');
  await page.getByRole('button', { name: 'Lag konto' }).click();
  await expect(page.locator('h1')).toHaveText(email);
  await page.goto('/kontoer');
  await page.getByRole('link', { name: email }).click();
  await page.getByLabel('Rolle').selectOption('administrator');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Lagre' }).click();
  await expect(page.getByText('Logg inn igjen, så blir det du skrev, sendt.')).toBeVisible();
  await page.getByRole('button', { name: 'Logg inn som administrator' }).click();
  // Without a cookie nobody knows whose form it was: it waits for a yes.
  await expect(page.locator('h1')).toHaveText('Et skjema venter');
  await page.getByRole('button', { name: 'Send skjemaet' }).click();
  await expect(page.getByRole('status')).toContainText('Endringen er lagret');
  await expect(page.locator('.ingress')).toHaveText('Administrator');
});
