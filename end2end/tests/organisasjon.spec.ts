// Sign-in by the organisation, with a provider that others wrote (npm's oidc-provider) and a program beside the demo.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { Organisation } from '../provider';

test.describe.configure({ mode: 'serial' });

const organisation = new Organisation();
test.beforeAll(() => organisation.start());
test.afterAll(() => organisation.stop());

const button = 'Logg inn med Fylkets innlogging';

// From the button through the provider's two pages, whoever she says she is.
async function signIn(page: Page, name: string, path = '/konto') {
  await page.goto(`${organisation.own}/logg-inn?videre=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(`${organisation.issuer}/interaction/**`);
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('hva som helst');
  await page.locator('button[type=submit]').click();
  await expect(page.locator('input[name=prompt][value=consent]')).toBeAttached();
  await page.locator('button[type=submit]').click();
}

test('who signs in is where she wanted to be, with her role and unit, and signs out at both', async ({ page }) => {
  await signIn(page, 'kari', '/enheten/A');
  await expect(page).toHaveURL(`${organisation.own}/enheten/A`);
  await expect(page.getByRole('banner')).toContainText('kari@eksempel.no');
  expect((await page.request.get(`${organisation.own}/enheten/B`)).status()).toBe(403);
  await page.goto(`${organisation.own}/konto`);
  await expect(page.locator('main')).toContainText('Enhet A');
  await expect(page.locator('input[type=password]')).toHaveCount(0);

  await page.getByRole('button', { name: 'Logg ut', exact: true }).click();
  await page.waitForURL(`${organisation.issuer}/session/end**`);
  await page.locator('button[name=logout][value=yes]').click();
  await expect(page).toHaveURL(`${organisation.own}/logg-inn`);
  // The provider asks anew: the next one at the PC isn't let in as her.
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(`${organisation.issuer}/interaction/**`);
  await expect(page.locator('input[name=login]')).toBeVisible();
});

test('without a role she is told whom to ask', async ({ page }, { project }) => {
  await signIn(page, 'gjest');
  await expect(page.locator('h1')).toHaveText('Du har ingen rolle her');
  await expect(page.getByRole('link', { name: /Logg ut hos Fylkets innlogging/ })).toBeVisible();
  if (project.name !== 'nojs') await expectAccessible(page);
});

test('a token with the nonce of another sign-in is not believed', async ({ page }) => {
  await page.route(`${organisation.issuer}/auth?**`, (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set('nonce', 'en-annen');
    return route.continue({ url: url.href });
  });
  await signIn(page, 'anne', '/kontoer');
  await expect(page.getByRole('alert')).toContainText('Svaret fra Fylkets innlogging kan ikke godtas');
  await expect(page.getByRole('button', { name: button })).toBeVisible();
  expect((await page.request.get(`${organisation.own}/konto`)).url()).toContain('/logg-inn');
});

test('what came back once counts no more, neither the address nor its code', async ({ page }) => {
  let back = '';
  page.on('request', (request) => {
    if (request.url().includes('/logg-inn/organisasjon/tilbake?')) back = request.url();
  });
  await signIn(page, 'anne', '/kontoer');
  await expect(page).toHaveURL(`${organisation.own}/kontoer`);
  const code = new URL(back).searchParams.get('code')!;
  await page.context().clearCookies({ name: 'kadpuls' });
  await page.goto(back);
  await expect(page.getByRole('alert')).toContainText('er brukt');
  const begun = await page.request.post(`${organisation.own}/logg-inn/organisasjon`, { form: {} });
  const way = new URL(begun.headers().refresh.replace('0; url=', ''));
  const again = new URL(back);
  again.searchParams.set('state', way.searchParams.get('state')!);
  expect(again.searchParams.get('code')).toBe(code);
  await page.goto(again.href);
  await expect(page.getByRole('alert')).toContainText('kan ikke godtas');
  expect((await page.request.get(`${organisation.own}/konto`)).url()).toContain('/logg-inn');
});

test('a new key is fetched when it first signs, and an old one that is told no more counts no more', async ({ page }) => {
  organisation.keys({ signing: 1, told: 1 });
  await signIn(page, 'anne', '/kontoer');
  await expect(page).toHaveURL(`${organisation.own}/kontoer`);
  await page.context().clearCookies();
  organisation.keys({ signing: 0, told: 1 });
  await signIn(page, 'anne', '/kontoer');
  await expect(page.getByRole('alert')).toContainText('kan ikke godtas');
  organisation.keys({ signing: 1, told: 1 });
});

test('the way in is accessible and nothing sticks out', { tag: '@look' }, async ({ page }, { project }) => {
  await page.goto(`${organisation.own}/logg-inn?videre=%2Fkonto`);
  await expect(page.getByRole('button', { name: button })).toBeVisible();
  if (project.name !== 'nojs') await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
