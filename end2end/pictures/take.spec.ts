// Each picture as lossless WebP, which a page with few colours makes small: of the program with demo data, as it is.
import { expect, test, type Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { goToComputed } from '../computed';
import { pictures } from '../pictures';
import { signIn } from '../signed-in';

const folder = resolve(import.meta.dirname, '../../docs/pictures');
const LARGEST = 60_000;

// The browser packs it: at quality 1 Chromium's WebP loses nothing.
async function webp(page: Page, png: Buffer, quality: number): Promise<Buffer> {
  const url = await page.evaluate(
    async ([source, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d')!.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    [png.toString('base64'), quality] as const,
  );
  expect(url).toMatch(/^data:image\/webp;base64,/);
  return Buffer.from(url.split(',')[1], 'base64');
}

for (const { name, path, role, from, height } of pictures) {
  test(name, async ({ page, context }) => {
    if (role) await signIn(page, role);
    const response = await goToComputed(page, path);
    expect(response?.status()).toBe(200);
    await page.waitForLoadState('networkidle');
    const box = await page.locator(from ?? 'html').first().boundingBox();
    expect(box, from).not.toBeNull();
    const [left, top] = from ? [Math.max(box!.x - 12, 0), box!.y - 12] : [0, 0];
    const all = await page.locator('html').evaluate((html) => html.scrollHeight);
    const width = Math.min(box!.width + 24, 1280 - left);
    const clip = { x: left, y: top, width, height: Math.min(height, all - top) };
    const png = await page.screenshot({ clip, fullPage: true, animations: 'disabled', caret: 'hide' });
    const blank = await context.newPage();
    let picture = await webp(blank, png, 1);
    for (let quality = 0.9; picture.length > LARGEST && quality > 0.3; quality -= 0.1) picture = await webp(blank, png, quality);
    expect(picture.length).toBeLessThanOrEqual(LARGEST);
    writeFileSync(resolve(folder, `${name}.webp`), picture);
    console.log(`${name}.webp ${picture.length}`);
  });
}
