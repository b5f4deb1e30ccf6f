import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

test('a registrar adds an event of her unit, finds it on the axis, and strikes it out', async ({ page }, { project }) => {
  await signIn(page, 'registrator', '/hendelser');
  const words = `Prøvedrift ${project.name}`;
  const form = page.getByRole('form', { name: 'Ny hendelse' });
  const place = form.getByLabel('Gjelder');
  await expect(place.locator('option')).toHaveCount(3);
  await place.selectOption({ index: 1 });
  const unit = await place.inputValue();
  await form.getByLabel('Hva slags').selectOption({ label: 'Annet' });
  const date = { desktop: '2026-03-02', nojs: '2026-03-03' }[project.name]!;
  await form.getByLabel('Dato').fill(date);
  await form.getByLabel('Beskrivelse').fill(words);
  await form.getByRole('button', { name: 'Legg til' }).click();
  await expect(page.getByRole('status')).toHaveText('Lagret.');
  const line = page.getByRole('listitem').filter({ hasText: words });
  await expect(line).toHaveCount(1);

  await page.goto(`/belegg?enhet=${unit.replace('enhet:', '')}&fra=2025-06-01&til=2026-06-30`);
  await expect(page.getByRole('figure').first()).toContainText(words);
  await page.goto('/endringer');
  await expect(page.getByText(words).first()).toBeVisible();

  await page.goto('/hendelser');
  await line.getByRole('button', { name: /^Stryk/ }).click();
  await expect(page.getByRole('status')).toHaveText('Lagret.');
  await expect(line).toHaveCount(0);
});

test('what is missing is told beside its field, and the rest is kept', async ({ page }, { project }) => {
  await signIn(page, 'administrator', '/hendelser');
  const form = page.getByRole('form', { name: 'Ny hendelse' });
  await form.getByLabel('Gjelder').selectOption({ label: 'Hele landet' });
  await form.getByLabel('Hva slags').selectOption({ label: 'Annet' });
  await form.getByLabel('Dato').fill('2026-03-02');
  await form.getByRole('button', { name: 'Legg til' }).click();
  await expect(page.getByRole('alert')).toContainText('Skriv hva som skjedde.');
  await expect(form.getByLabel('Gjelder')).toHaveValue('landet');
  await expect(form.getByLabel('Dato')).toHaveValue('2026-03-02');
  if (project.name !== 'nojs') await expectAccessible(page);
});
