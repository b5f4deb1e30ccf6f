import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

// What can differ between the desktop in light colours, where every rule is checked, and the other projects.
const rulesOf: Record<string, string[] | undefined> = {
  dark: ['color-contrast', 'link-in-text-block'],
  phone: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'],
};

// No violations of WCAG 2.2 A and AA, nor of axe's own best practices, on the page as it stands.
export async function expectAccessible(page: Page) {
  const rules = rulesOf[test.info().project.name];
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`);
  expect(found, found.join('\n')).toEqual([]);
}
