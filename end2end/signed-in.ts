import { expect, type Page } from '@playwright/test';

export type Role = 'leser' | 'registrator' | 'statistikk' | 'administrator';

// Signs in with the demo's button for a role and goes to a path.
export async function signIn(page: Page, role: Role, path = '/konto') {
  await page.goto(`/logg-inn?videre=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name: `Logg inn som ${role}` }).click();
  await expect(page).toHaveURL(path);
}
