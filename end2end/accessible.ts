import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

// No violations of WCAG 2.2 A and AA, nor of axe's own best practices, on the page as it stands.
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`);
  expect(found, found.join('\n')).toEqual([]);
}
