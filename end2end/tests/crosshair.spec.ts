// The island that reads a chart: on a small page of the test's own, so that every value is known.
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../accessible';

// Three points at x = 50, 150 and 250 of a picture 300 wide.
const figure = (island: string) => `
  <figure class="chart" id="f">
    <figcaption><h2>Belegg</h2></figcaption>
    <div class="plot">
      <svg viewBox="0 0 300 100" role="img" aria-label="Belegg" data-plot="50,10,250,90" data-n="3" data-step="50,100">
        <path d="M50 80 150 20 250 50" fill="none" stroke="currentColor"></path>
      </svg>
      <leptos-island data-component="${island}" data-props='{"figure":"f","label":"Diagrammets verdier, les av med piltastene"}'
        ><output class="crosshair" aria-live="polite" hidden></output
      ></leptos-island>
    </div>
    <table class="ds-table">
      <caption>Tallene</caption>
      <thead><tr><th scope="col">Dato</th><th scope="col">Belagt</th><th scope="col">Senger</th></tr></thead>
      <tbody>
        <tr><th scope="row">1. januar</th><td>2</td><td>4</td></tr>
        <tr><th scope="row">2. januar</th><td>3</td><td>4</td></tr>
        <tr><th scope="row">3. januar</th><td>–</td><td>4,5</td></tr>
      </tbody>
    </table>
  </figure>`;

// Metode as the server sends it, its content replaced by the figure.
async function open(page: Page) {
  await page.route('**/metode', async (route) => {
    const answer = await route.fetch();
    const html = await answer.text();
    const script = html.match(/\/pkg\/kadpuls[^"]*\.js/)![0];
    const js = await (await page.request.get(script)).text();
    const island = js.match(/Crosshair_[A-Za-z0-9_]+/)![0];
    const main = `<main id="innhold" tabindex="-1"><h1>Prøve</h1>${figure(island)}</main>`;
    await route.fulfill({ response: answer, body: html.replace(/<main[\s\S]*<\/main>/, main) });
  });
  await page.goto('/metode');
}

test.describe('the crosshair', { tag: '@script' }, () => {
  test('follows the pointer to the nearest point and shows that row of the table', async ({ page }) => {
    await open(page);
    const plot = page.getByRole('group', { name: /les av med piltastene/ });
    const box = (await plot.boundingBox())!;
    const values = page.locator('output.crosshair');
    await expect(values).toBeHidden();
    await page.mouse.move(box.x + box.width * (170 / 300), box.y + box.height / 2);
    await expect(values).toBeVisible();
    await expect(values.locator('*')).toHaveText(['2. januar', 'Belagt: 3', 'Senger: 4']);
    await expect(page.locator('.crosshair-line')).toHaveAttribute('x1', '150');
    await page.mouse.move(box.x + box.width * (290 / 300), box.y + box.height / 2);
    await expect(values.locator('*')).toHaveText(['3. januar', 'Belagt: –', 'Senger: 4,5']);
    await page.mouse.move(5, 5);
    await expect(values).toBeHidden();
  });

  test('goes from point to point with the keys, and not past the ends', async ({ page }) => {
    await open(page);
    const plot = page.getByRole('group', { name: /les av med piltastene/ });
    await plot.focus();
    const label = page.locator('output.crosshair strong');
    for (const [key, expected] of [
      ['ArrowRight', '1. januar'],
      ['ArrowRight', '2. januar'],
      ['End', '3. januar'],
      ['ArrowRight', '3. januar'],
      ['ArrowLeft', '2. januar'],
      ['Home', '1. januar'],
      ['ArrowLeft', '1. januar'],
    ]) {
      await page.keyboard.press(key);
      await expect(label).toHaveText(expected);
    }
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.locator('output.crosshair')).toBeHidden();
  });
});
