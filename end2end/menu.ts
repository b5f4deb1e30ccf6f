// The navigation, which a phone shows when it is asked for.
import type { Locator, Page } from '@playwright/test';

/** Opens the menu where it is shut. */
export async function openMenu(page: Page): Promise<Locator> {
  const menu = page.getByRole('navigation', { name: 'Sider' });
  const summary = menu.locator('summary');
  const shut = await menu.locator('details').evaluate((details) => !details.open);
  if (shut && (await summary.isVisible())) await summary.click();
  return menu;
}
