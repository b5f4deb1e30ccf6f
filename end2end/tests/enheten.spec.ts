// A unit's day as its nurses know it: admit and discharge with the keyboard alone, two at once, sent twice, back,
// offline, without JavaScript, on a phone.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { signIn } from '../signed-in';

// Files of units are the administrator's to bring; she may register in every unit.
test.beforeEach(({ page }) => signIn(page, 'administrator'));

// The projects share one database: each has a unit of its own, and one for two browsers at once.
const units: Record<string, [string, string]> = {
  desktop: ['E2E-R1', 'E2E-R2'],
  phone: ['E2E-R3', 'E2E-R4'],
  nojs: ['E2E-R5', 'E2E-R6'],
  dark: ['E2E-R7', 'E2E-R8'],
};

// Brings the project's units by file, once.
async function unit(page: Page, project: string, second = false): Promise<string> {
  const [one, two] = units[project];
  const code = second ? two : one;
  const there = await page.goto(`/enheten/${code}`);
  if (there?.status() === 200) return code;
  await take(page, 'Enheter', `enhet;navn;type;vertskommune\n${code};Enheten ${code};kad;3203\n`);
  await take(page, 'Senger', `enhet;fra;senger\n${code};2020-01-01;3\n`);
  return code;
}

async function take(page: Page, kind: string, content: string) {
  await page.goto('/import');
  await page.getByLabel('Hva filen inneholder').selectOption({ label: kind });
  const file = { name: 'enhet.csv', mimeType: 'text/csv', buffer: Buffer.from(content) };
  await page.getByLabel('Fil', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Last opp og kontroller' }).click();
  await page.getByRole('button', { name: /^Ta inn/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Filen er tatt inn');
}

// Presses keys one by one and counts them; a chord counts each of its keys.
class Keys {
  count = 0;
  constructor(private page: Page) {}
  async press(...keys: string[]) {
    for (const key of keys) {
      this.count += key.split('+').length;
      if (key.startsWith('Alt+')) await this.accessKey(key.slice(4));
      else await this.page.keyboard.press(key);
    }
  }
  // Headless Chromium hears no access keys from Playwright: the field that has this one is focused in its place, and
  // the chord counted. That a browser does the same is not tested here.
  private async accessKey(letter: string) {
    const field = this.page.locator(`[accesskey="${letter}"]`);
    await expect(field).toHaveCount(1);
    await field.focus();
  }
}

const admission = (page: Page) => page.getByRole('region', { name: 'Legg inn' });
const discharge = (page: Page) => page.getByRole('region', { name: 'Skriv ut', exact: true });

// Fills a whole admission with the mouse and the keyboard as anybody would.
async function fill(page: Page, age: string, bed?: string) {
  const form = admission(page);
  await form.getByLabel('Bostedskommune').selectOption({ label: 'Asker' });
  await form.getByLabel('Alder').fill(age);
  await form.getByLabel('Kjønn').selectOption({ label: 'Kvinne' });
  await form.getByLabel('Kom fra').selectOption({ label: 'Eget hjem' });
  await form.getByLabel('Henvist av').selectOption({ label: 'Legevaktslege' });
  await form.getByLabel('Årsak').selectOption({ label: 'R Luftveier' });
  await form.getByLabel('Ville ellers vært').selectOption({ label: 'Sykehus' });
  if (bed) await form.getByLabel('Seng', { exact: true }).fill(bed);
}

async function send(page: Page) {
  await admission(page).getByRole('button', { name: 'Legg inn' }).click();
}

// Whoever is still there from an earlier test leaves.
async function empty(page: Page, code: string) {
  await page.goto(`/enheten/${code}`);
  for (;;) {
    const leave = page.getByRole('link', { name: /^Skriv ut / }).first();
    if ((await leave.count()) === 0) return;
    await leave.click();
    await discharge(page).getByLabel('Utskrevet til').selectOption({ label: 'Eget hjem' });
    await discharge(page).getByRole('button', { name: 'Skriv ut' }).click();
    await expect(page.getByRole('status')).toContainText('Skrevet ut');
  }
}

test('a patient is admitted and discharged with the keyboard alone, in few keys', async ({ page }, { project }) => {
  const code = await unit(page, project.name);
  await empty(page, code);
  await page.goto(`/enheten/${code}`);
  const keys = new Keys(page);
  // To the form; municipality, age, sex, from, referrer, reason, otherwise; the bed is the first free one.
  await keys.press('Alt+i', 's', 'i', 'g', 'Tab', '8', '3', 'Tab', 'k', 'Tab', 'e', 'Tab', 'l', 'Tab', 'r', 'Tab', 's');
  await keys.press('Tab', 'Tab', 'Tab', 'Enter');
  await expect(page.getByRole('status')).toContainText(/Lagt inn .* i seng 1: Sigdal, 80 år og eldre\./);
  const admitted = keys.count;
  await expect(page).toHaveURL(new RegExp(`/enheten/${code}\\?lagret=`));

  await page.goto(`/enheten/${code}`);
  const out = new Keys(page);
  await out.press('Alt+u', '1', 'Tab', 'e', 'Tab', 'Enter');
  await expect(page.getByRole('status')).toContainText(/Skrevet ut .*: Sigdal, 80 år og eldre, til eget hjem\./);
  console.log(`keystrokes: ${admitted} for an admission, ${out.count} for a discharge`);
  expect(admitted).toBeLessThanOrEqual(25);
  expect(out.count).toBeLessThanOrEqual(8);
});

test('what was typed is what is kept', async ({ page }, { project }) => {
  const code = await unit(page, project.name);
  await empty(page, code);
  await fill(page, '45', '2');
  await send(page);
  await expect(page.getByRole('status')).toContainText('i seng 2: Asker, 18–49 år.');
  if (project.name !== 'nojs') await expectAccessible(page);
  await page.getByRole('link', { name: 'Rett seng 2' }).click();
  const correct = page.getByRole('form', { name: 'Rett oppholdet' });
  await expect(correct.getByLabel('Kom fra')).toHaveValue('hjem');
  await expect(correct.getByLabel('Årsak')).toHaveValue('R');
  await expect(correct.getByLabel('Ville ellers vært')).toHaveValue('sykehus');
  await expect(correct.getByLabel('Henvist av')).toHaveValue('legevaktslege');
  if (project.name !== 'nojs') await expectAccessible(page);
  await correct.getByLabel('Kjønn').selectOption({ label: 'Mann' });
  await correct.getByLabel('Hvorfor rettes det?').selectOption({ label: 'Skrivefeil' });
  await correct.getByRole('button', { name: 'Lagre rettelsen' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Kjønn: Kvinne → Mann' })).toContainText('skrivefeil');
});

test('a number in the wrong field is refused whole, never cut to fit', async ({ page }, { project }) => {
  const code = await unit(page, project.name);
  await page.goto(`/enheten/${code}`);
  // Eleven digits where the age belongs: their first three would be an age.
  await fill(page, '01057912345');
  await expect(admission(page).getByLabel('Alder')).toHaveValue('01057912345');
  await send(page);
  await expect(page).not.toHaveURL(/lagret=/);
  await expect(page.getByText(/^Lagt inn /)).toHaveCount(0);
});

test('nothing sticks out and what is touched is large enough', { tag: '@look' }, async ({ page }, { project }) => {
  const code = await unit(page, project.name);
  await page.goto(`/enheten/${code}`);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const targets = page.locator('main').locator('.register-form :is(select, input:not([type=hidden]), button), .ways a');
  for (const target of await targets.all()) {
    const box = await target.boundingBox();
    expect(box!.height, await target.evaluate((element) => element.outerHTML.slice(0, 90))).toBeGreaterThanOrEqual(44);
  }
  if (project.name !== 'nojs') await expectAccessible(page);
});

test('a double submit makes one stay, and going back sends nothing again', async ({ page }, { project }) => {
  const code = await unit(page, project.name);
  await empty(page, code);
  await fill(page, '71');
  // The same form on the wire twice, as an impatient finger sends it.
  const fields = await admission(page).locator('form').evaluate((form) =>
    new URLSearchParams([...new FormData(form as HTMLFormElement)].map(([k, v]) => [k, String(v)])).toString(),
  ).catch(() => '');
  await send(page);
  await expect(page.getByRole('status')).toContainText('Lagt inn');
  if (fields) {
    const again = await page.request.post(`/enheten/${code}`, {
      data: fields,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(page.url()).origin },
      maxRedirects: 0,
    });
    expect(again.status()).toBe(303);
  }
  await page.goto(`/enheten/${code}`);
  await expect(page.getByRole('link', { name: /^Skriv ut seng/ })).toHaveCount(1);
  await page.goBack();
  await expect(page.getByRole('link', { name: /^Skriv ut seng/ })).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole('link', { name: /^Skriv ut seng/ })).toHaveCount(1);
});

test('two browsers on one stay: the second sees the first, loses nothing and sends again', async ({ browser, page }, { project }) => {
  const code = await unit(page, project.name, true);
  await empty(page, code);
  await fill(page, '90', '3');
  await send(page);
  await page.goto(`/enheten/${code}`);
  const context = await browser.newContext({
    baseURL: new URL(page.url()).origin,
    javaScriptEnabled: project.name !== 'nojs',
  });
  const other = await context.newPage();
  await signIn(other, 'administrator', `/enheten/${code}`);
  await other.getByRole('link', { name: 'Rett seng 3' }).click();
  await other.getByLabel('Kom fra').selectOption({ label: 'Sykehjem' });
  await other.getByLabel('Hvorfor rettes det?').selectOption({ label: 'Ny opplysning' });
  await other.getByRole('button', { name: 'Lagre rettelsen' }).click();
  await expect(other.getByRole('status')).toHaveText('Endringen er lagret.');

  await discharge(page).getByLabel('Utskrevet til').selectOption({ label: 'Sykehus' });
  await discharge(page).getByRole('button', { name: 'Skriv ut' }).click();
  await expect(page.getByRole('alert').first()).toContainText('endret oppholdet');
  await expect(discharge(page).getByLabel('Utskrevet til')).toHaveValue('sykehus');
  if (project.name !== 'nojs') await expectAccessible(page);
  await discharge(page).getByRole('button', { name: 'Skriv ut' }).click();
  await expect(page.getByRole('status')).toContainText('til sykehus');
  await context.close();
});

test('an impossible time is told beside its field, and the rest is kept', async ({ page }, { project }) => {
  const code = await unit(page, project.name);
  await empty(page, code);
  await fill(page, '58');
  await admission(page).getByLabel('Når').fill('2099-01-01T10:00');
  await send(page);
  await expect(page.getByRole('alert').first()).toContainText('kan ikke ligge fram i tid');
  await expect(admission(page).getByLabel('Alder')).toHaveValue('58');
  if (project.name !== 'nojs') await expectAccessible(page);
  await admission(page).getByLabel('Når').fill('');
  await send(page);
  await expect(page.getByRole('status')).toContainText('50–66 år');
});

test('a half-filled form survives a network that drops and a page that is left', { tag: '@script' }, async ({ context, page }, { project }) => {
  const code = await unit(page, project.name);
  await empty(page, code);
  await page.waitForLoadState('networkidle');
  await fill(page, '66', '3');
  await context.setOffline(true);
  await send(page);
  await expect(page.getByText('Ingen forbindelse.')).toBeVisible();
  await expect(admission(page).getByLabel('Alder')).toHaveValue('66');
  await context.setOffline(false);
  await page.goto('/metode');
  await page.goto(`/enheten/${code}`);
  await expect(admission(page).getByLabel('Alder')).toHaveValue('66');
  await expect(admission(page).getByLabel('Ville ellers vært')).toHaveValue('sykehus');
  await send(page);
  await expect(page.getByRole('status')).toContainText('i seng 3');
  await expect(admission(page).getByLabel('Alder')).toHaveValue('');
});

test('a registrar gets nothing from another unit, and a leader no stays at all', async ({ page }) => {
  await signIn(page, 'registrator', '/enheten');
  const own = await page.locator('main ul a').first().getAttribute('href');
  expect((await page.goto(own!))?.status()).toBe(200);
  for (const path of ['/enheten/DEMO-001', '/enheten/DEMO-001/opphold/1', '/enheten/finnes-ikke']) {
    expect([403, 404], path).toContain((await page.goto(path))?.status());
    await expect(page.getByText('Bostedskommune')).toHaveCount(0);
  }
  await page.goto('/metode');
  await page.getByRole('button', { name: 'Logg ut', exact: true }).click();
  await signIn(page, 'leser', '/belegg');
  expect((await page.goto(own!))?.status()).toBe(403);
});
