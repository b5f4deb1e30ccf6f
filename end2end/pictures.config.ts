// Takes the pictures of docs/pictures anew: `npx playwright test --config pictures.config.ts`. Nothing of it runs with the
// tests; `tests/documents.spec.ts` holds the list and the documents together.
import { defineConfig, devices } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  testDir: 'pictures',
  workers: 1,
  retries: 0,
  projects: [
    { name: 'pictures', use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 1600 }, colorScheme: 'light' } },
  ],
});
