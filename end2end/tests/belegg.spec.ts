// Belegg of the demo country: filters with and without JavaScript, the table behind the chart, odd addresses.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../accessible';

test('choosing a trust and a unit changes figures and address, with and without JavaScript', async ({ page }) => {
  await page.goto('/belegg');
  await expect(page.locator('h1')).toHaveText('Belegg – Hele landet');
  await page.getByLabel('Helseforetak', { exact: true }).selectOption('akershus');
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/helseforetak=akershus/);
  await expect(page.locator('h1')).toHaveText('Belegg – Akershus');
  const unit = await page.getByLabel('Enhet', { exact: true }).locator('option').nth(1).getAttribute('value');
  await page.getByLabel('Enhet', { exact: true }).selectOption(unit!);
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`enhet=${unit}`));
  await expect(page.getByRole('heading', { name: /^Belegg dag for dag/ })).toBeVisible();
  await expect(page.locator('figure svg').first()).toBeVisible();
});

test('the table holds a row for every day of the chart', async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-001&fra=2024-01-01&til=2024-03-31');
  await page.locator('#fig-belegg-dag summary').click();
  await expect(page.locator('#fig-belegg-dag tbody tr')).toHaveCount(91);
  await expect(page.locator('#fig-belegg-dag svg')).toHaveAttribute('data-n', '91');
});

test('two years of days are a table when they are asked for', async ({ page }) => {
  const view = '/belegg?enhet=DEMO-001&fra=2023-01-01&til=2024-12-31';
  await page.goto(view);
  const figure = page.locator('#fig-belegg-dag');
  await expect(figure.locator('table')).toHaveCount(0);
  await figure.locator('summary').click();
  await figure.getByRole('link', { name: 'Vis tabellen, 731 rader' }).click();
  await expect(page).toHaveURL(`${view}&tabell=belegg-dag#fig-belegg-dag`);
  await expect(figure.locator('tbody tr')).toHaveCount(731);
  await expect(figure.getByRole('cell', { name: /^\d+,\d %$/ }).first()).toBeVisible();
});

test('the crosshair brings the table of two years to read from', { tag: '@script' }, async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-001&fra=2023-01-01&til=2024-12-31');
  const figure = page.locator('#fig-belegg-dag');
  await figure.getByRole('group', { name: /les av med piltastene/ }).focus();
  await page.keyboard.press('End');
  await expect(figure.locator('output.crosshair strong')).toHaveText('31.12.2024');
  await page.keyboard.press('ArrowLeft');
  await expect(figure.locator('output.crosshair strong')).toHaveText('30.12.2024');
  await expect(figure.locator('output.crosshair')).toContainText(/Belegg: \d+,\d\s%/);
  await figure.locator('summary').click();
  await expect(figure.locator('tbody tr')).toHaveCount(731);
  await expect(figure.locator('.whole-table')).toHaveCount(0);
});

test('a change is judged, and limits begin anew only with a reason', async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-001&fra=2023-01-01&til=2024-12-31');
  const figure = page.locator('#fig-belegg-endring');
  await expect(figure.getByRole('heading')).toContainText('Er endringen mer enn tilfeldig?');
  await expect(figure.locator('figcaption p')).toHaveText(/^(Nei|Ja|Det vet vi ikke ennå)/);
  await page.getByLabel('Nytt nivå fra').selectOption('2024-01');
  await page.getByRole('button', { name: 'Vis endringer' }).click();
  await expect(page.getByRole('alert')).toContainText('Et nytt nivå trenger en grunn');
  await page.getByLabel('Nytt nivå fra').selectOption('2024-01');
  await page.getByLabel('Grunn til nytt nivå').fill('To senger lagt ned');
  await page.getByRole('button', { name: 'Vis endringer' }).click();
  await expect(page).toHaveURL(/ny_basis=2024-01&grunn=To\+senger/);
  await expect(figure.locator('.events')).toContainText('Nytt nivå: To senger lagt ned');
  await figure.locator('summary').click();
  await expect(figure.locator('tbody tr')).toHaveCount(24);
  // The filter keeps what the section is asked for.
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(page).toHaveURL(/grunn=To\+senger/);
});

test('a unit has its days in a calendar and its chance of being full', async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-001&fra=2024-01-01&til=2024-12-31');
  await expect(page.locator('#fig-belegg-kalender svg')).toBeVisible();
  await expect(page.locator('#fig-belegg-fordeling figcaption')).toContainText('Vanligst var');
  await expect(page.locator('#fig-kapasitet figcaption')).toContainText('ventes');
  await page.goto('/belegg');
  await expect(page.locator('#fig-belegg-kalender')).toHaveCount(0);
});

test('a unit’s week is shown hour by hour where it is asked for', async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-003');
  await page.getByRole('link', { name: 'Vis uken time for time' }).click();
  const figure = page.getByRole('figure', { name: /^Uken time for time/ });
  await expect(figure).toContainText(/Flest lå der \S+ mellom kl\. \d\d og \d\d/);
  await figure.getByText('Tabell, definisjon og kilde').click();
  await expect(figure.locator('tbody tr')).toHaveCount(24);
  await page.getByRole('button', { name: 'Vis', exact: true }).click();
  await expect(figure).toBeVisible();
});

test('what is not understood is said, and the default is shown', async ({ page }) => {
  await page.goto('/belegg?enhet=finnes-ikke&fra=2024-02-30');
  await expect(page.getByRole('alert')).toContainText('Enheten «finnes-ikke» finnes ikke');
  await expect(page.getByRole('alert')).toContainText('«2024-02-30» er ingen dato');
  await expect(page.locator('h1')).toHaveText('Belegg – Hele landet');
});

test('a period without data is said in words', async ({ page }) => {
  await page.goto('/belegg?fra=2001-01-01&til=2001-12-31');
  await expect(page.getByText('Ingen registreringer i perioden.').first()).toBeVisible();
});

test('a unit is accessible with its tables open, and nothing sticks out', { tag: ['@look', '@script'] }, async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-001&fra=2024-01-01&til=2024-06-30');
  for (const summary of await page.locator('figure summary').all()) await summary.click();
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('the files of a chart are the view that is shown', async ({ page }) => {
  await page.goto('/belegg?enhet=DEMO-001&fra=2024-01-01&til=2024-03-31');
  const figure = page.locator('#fig-belegg-dag');
  const title = await figure.getByRole('heading').innerText();
  for (const [name, begin] of [['SVG', '<svg '], ['PNG', '\x89PNG'], ['PDF', '%PDF-']]) {
    const link = figure.getByRole('link', { name: `${name}, ${title}` });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^belegg-dag-.*\\.${name.toLowerCase()}$`));
    const file = await readFile(await download.path());
    expect(file.subarray(0, begin.length).toString('latin1')).toBe(begin);
    if (name === 'SVG') {
      expect(file.toString()).toContain('enhet=DEMO-001&amp;fra=2024-01-01&amp;til=2024-03-31');
    }
  }
});

test('on a phone the files are large enough to touch @look', async ({ page }) => {
  await page.goto('/belegg');
  for (const link of await page.locator('#fig-belegg-maaned .files a').all()) {
    const box = (await link.boundingBox())!;
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  }
});
