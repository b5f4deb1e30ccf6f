// End-to-end: the program with demo data in a database of its own, and a real Chromium.
// `cargo xtask test` names the program and the browser; by hand the usual places are looked at.
import { defineConfig, devices } from '@playwright/test';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = process.env.KADPULS_PROGRAM ?? resolve('../target/debug/kadpuls');
const chromium =
  process.env.KADPULS_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync) ?? 'chromium';

// Chosen once: the workers read this file too, and must come to the same port.
async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
process.env.KADPULS_PORT ??= String(await freePort());
process.env.KADPULS_DATA ??= mkdtempSync(join(tmpdir(), 'kadpuls-end2end-'));
const address = `127.0.0.1:${process.env.KADPULS_PORT}`;

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } };
const phone = { ...devices['Desktop Chrome'], viewport: { width: 390, height: 844 }, hasTouch: true };

export default defineConfig({
  testDir: 'tests',
  forbidOnly: !!process.env.CI,
  // A page of the whole country with axe over it takes long where two cores do everything at once.
  timeout: 120_000,
  // Where nobody can look again, a test that fails has one more try, and is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  reporter: [['list']],
  use: {
    baseURL: `http://${address}`,
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    // Recording every step costs a third of the time, and nobody can fetch a trace from CI.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: desktop },
    // Looks depend on the width and the colours; what is done on a telephone is also done there.
    { name: 'phone', use: phone, grep: /@look|(enheten|doegn|ledige_senger)\.spec/ },
    { name: 'dark', use: { ...desktop, colorScheme: 'dark' }, grep: /@look/ },
    // All but what scripts add, axe among them.
    { name: 'nojs', use: { ...desktop, javaScriptEnabled: false }, grepInvert: /@script/ },
  ],
  webServer: {
    command: `"${program}" serve --demo --addr ${address}`,
    url: `http://${address}/health/ready`,
    env: { DATABASE_URL: `sqlite://${join(process.env.KADPULS_DATA, 'demo.db')}` },
    // Filling the demo database takes its time on the first start.
    timeout: 300_000,
    stdout: 'pipe',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
