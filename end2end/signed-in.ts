import { expect, type Page } from '@playwright/test';

export type Role = 'leser' | 'registrator' | 'statistikk' | 'administrator';

// Signs in with the demo's button for a role and goes to a path.
export async function signInWithButton(page: Page, role: Role, path = '/konto') {
  await page.goto(`/logg-inn?videre=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name: `Logg inn som ${role}` }).click();
  await expect(page).toHaveURL(path);
}

// The same without the page: sends what the button sends. Most tests are about what comes after.
export async function signIn(page: Page, role: Role, path?: string) {
  const answer = await page.request.post('/logg-inn/demo', { form: { rolle: role }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  if (path) await page.goto(path);
}
