// Enlarged: 320 pixels across is a window of 1280 at 400 %, and the reader's own spacing of text (WCAG 1.4.4, 1.4.10, 1.4.12).
import { expect, test } from '@playwright/test';
import { goToComputed } from '../computed';
import { pages } from '../pages';
import { signIn } from '../signed-in';

// The spacing that 1.4.12 names.
const spacing = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

test.use({ viewport: { width: 320, height: 640 }, bypassCSP: true });
test.beforeEach(({}, { project }) => test.skip(project.name !== 'desktop'));

for (const { path, name, role, query } of pages) {
  test(`${name} at 400 % and with wide spacing needs no scrolling to the side`, async ({ page }) => {
    if (role) await signIn(page, role);
    await goToComputed(page, path + (query ?? ''));
    const overflow = () => page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(await overflow(), 'at 400 %').toBeLessThanOrEqual(0);
    await expect(page.locator('h1')).toBeVisible();
    await page.addStyleTag({ content: spacing });
    expect(await overflow(), 'with wide spacing').toBeLessThanOrEqual(0);
    // What is cut off is lost: nothing but drawings and what only screen readers read.
    const cut = await page.locator('main').evaluate((main) =>
      [...main.querySelectorAll('h1, h2, h3, p, li, dt, dd, a, button, label, summary, th, td')]
        .filter((element) => !element.closest('.sr-only, .ds-sr-only, .scroll, svg, [hidden]') && element.clientWidth > 2)
        .filter((element) => ['hidden', 'clip'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(cut).toEqual([]);
  });
}
