import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../accessible';
import { goToComputed } from '../computed';
import { pages } from '../pages';
import { signIn } from '../signed-in';

// Words of bokmål that neither language has, within a sentence. What the made-up data say of units and events stays
// as somebody wrote it, and so do names and codes.
const bokmal = {
  en: / (ikke|eller|som|når|på|av|innen|måneder|måned|døgn|kommunen|kommuner|enheter|innleggelser|liggetid|sykehuset|siste|ingen|alle) /,
  nn: / (ikke|fra|jeg|noen|hvor|hva|hvem|hvordan|måneder|måned|kommuner|enheter|innleggelser|sykehuset|sykehus|mer|vises|være|uke) /,
};

// What a page says, line by line: text that is seen, and names that are heard.
async function said(page: Page): Promise<string[]> {
  const lines = await page.evaluate(() => {
    const named = ['aria-label', 'title', 'placeholder', 'alt'];
    const heard = [...document.querySelectorAll(named.map((name) => `[${name}]`).join())].flatMap((element) =>
      named.map((name) => element.getAttribute(name) ?? ''),
    );
    const drawn = [...document.querySelectorAll('svg text, svg title, svg desc')].map((element) => element.textContent ?? '');
    return [...document.body.innerText.split('\n'), ...heard, ...drawn];
  });
  // An import is named by the code of its kind; other tests bring units and events of theirs.
  return lines.filter((line) => !/Demo|Øya|Prøvedrift/.test(line) && !/^[a-z]+ n[or]\. \d/.test(line));
}

for (const language of ['en', 'nn'] as const) {
  test(`every page speaks ${language}`, async ({ page, baseURL }) => {
    test.setTimeout(400_000);
    await page.context().addCookies([{ name: 'sprak', value: language, url: baseURL! }]);
    let role: string | undefined;
    for (const { path, role: wanted, query } of pages) {
      if (wanted && wanted !== role) await signIn(page, (role = wanted));
      await goToComputed(page, path + (query ?? ''));
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      const left = (await said(page)).filter((line) => bokmal[language].test(` ${line} `));
      expect(left, path).toEqual([]);
    }
  });
}

test('the language is chosen with a form, remembered, and the reader stays on the page', async ({ page }) => {
  await page.goto('/belegg?helseforetak=akershus');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Belegg');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page).toHaveURL('/belegg?helseforetak=akershus');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Occupancy');
  await expect(page.getByRole('button', { name: 'English' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: 'Length of stay' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Length of stay');
  await page.getByRole('button', { name: 'Nynorsk' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Liggjetid');
});

test('numbers and dates are English in English', async ({ page, baseURL }) => {
  await page.context().addCookies([{ name: 'sprak', value: 'en', url: baseURL! }]);
  await page.goto('/belegg?helseforetak=akershus');
  const tile = page.locator('.tiles dd').first();
  await expect(tile).toContainText(/\d+\.\d/);
  await expect(page.locator('.data-line, .ingress').first()).toContainText(/January|October|November|December/);
});

test('what one reader was told in her language, the next is told in his', async ({ page, baseURL }) => {
  const ask = async (language: string) => {
    await page.context().addCookies([{ name: 'sprak', value: language, url: baseURL! }]);
    await page.goto('/aarsrapport?enhet=DEMO-002');
    return page.getByRole('heading', { level: 2 }).allInnerTexts();
  };
  expect(await ask('nb')).toContain('Bostedskommuner');
  expect(await ask('en')).toContain('Home municipalities');
  expect(await ask('nn')).toContain('Bustadkommunar');
});

test('what programs read does not change with the language', async ({ page, baseURL }) => {
  await signIn(page, 'statistikk');
  const path = '/tabell/belegg-maaned.csv?helseforetak=akershus';
  const before = await (await page.request.get(path)).text();
  await page.context().addCookies([{ name: 'sprak', value: 'en', url: baseURL! }]);
  const table = (text: string) => text.split('\n\n')[0].split('\r\n\r\n')[0];
  expect(table(await (await page.request.get(path)).text())).toBe(table(before));
});

for (const language of ['en', 'nn'] as const) {
  test(`the choice of language is accessible in ${language} @script`, async ({ page, baseURL }) => {
    await page.context().addCookies([{ name: 'sprak', value: language, url: baseURL! }]);
    await page.goto('/liggetid?enhet=DEMO-001');
    await expectAccessible(page);
  });
}
