// A registrar's own files: on the page Import, and sent by her unit's record system with a token made on Konto.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

test('a record system sends a stay with a token that is shown once and taken away again', async ({ page, playwright, baseURL }, { project }) => {
  await signIn(page, 'registrator', '/konto');
  const program = `Journal ${project.name}`;
  await page.getByLabel('Hvilket program').fill(program);
  await page.getByLabel('Gjelder i').selectOption('30');
  await page.getByRole('button', { name: 'Lag nøkkel' }).click();
  await expect(page.getByRole('status')).toContainText('vises bare nå');
  const token = await page.getByRole('status').locator('code').innerText();
  expect(token).toMatch(/^kadpuls_[0-9a-f]{48}$/);
  if (project.name !== 'nojs') await expectAccessible(page);

  await page.goto('/enheten');
  const unit = /\/enheten\/([^/?]+)/.exec(page.url())?.[1] ?? (await page.locator('a[href^="/enheten/"]').first().getAttribute('href'))!.split('/')[2];
  const api = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  const stay = {
    opphold_id: `e2e-${project.name}`, enhet: unit, kommune: '0301', inn: '2025-03-01 10:00', ut: '2025-03-03 12:00',
    alder: 83, henvist_av: 'fastlege', utskrevet_til: 'hjem',
  };
  const taken = await api.post('/api/v1/opphold', { data: [stay] });
  expect(taken.status(), await taken.text()).toBe(200);
  expect((await taken.json()).rader).toBe(1);
  const other = await api.post('/api/v1/opphold', { data: [{ ...stay, enhet: 'DEMO-200' }] });
  expect(other.status()).toBe(422);
  expect((await other.json()).feil[0].kolonne).toBe('enhet');

  await page.goto('/konto');
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole('button', { name: `Ta bort nøkkelen til ${program}` }).click();
  await expect(page.getByRole('button', { name: `Ta bort nøkkelen til ${program}` })).toHaveCount(0);
  expect((await api.post('/api/v1/opphold', { data: [stay] })).status()).toBe(401);
});

test('a registrar brings stays and days of her own units, and nothing else', async ({ page }, { project }) => {
  await signIn(page, 'registrator', '/import');
  await expect(page.getByLabel('Hva filen inneholder').locator('option')).toHaveText(['Velg …', /./, /./]);
  if (project.name !== 'nojs') await expectAccessible(page);
  await page.getByLabel('Hva filen inneholder').selectOption('opphold');
  const rows = 'opphold_id;enhet;kommune;inn;alder;henvist_av\n1;DEMO-200;0301;2025-03-01 10:00;83;fastlege\n';
  await page.getByLabel('Fil', { exact: true }).setInputFiles({ name: 'opphold.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await page.getByRole('button', { name: 'Last opp og kontroller' }).click();
  await expect(page.getByRole('alert')).toContainText('1 feil i filen. Ingenting er tatt inn.');
  await expect(page.getByRole('row', { name: /registrerer ikke for denne enheten/ })).toBeVisible();
});
