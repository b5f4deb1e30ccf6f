// The documents against the program: their pictures, their links, the tests and files that they name.
import { expect, test } from '@playwright/test';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pictures } from '../pictures';
import { signIn } from '../signed-in';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

// They concern no browser: once is enough.
test.beforeEach(({}, { project }) => test.skip(project.name !== 'desktop'));

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'target', 'dist'].includes(entry.name) ? [] : files(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}
const documents = ['README.md', 'CONTRIBUTING.md', ...files('docs', /\.md$/)];

test('every picture is in the list, small, and shown in a document', () => {
  const there = readdirSync(join(root, 'docs/pictures')).sort();
  expect(there).toEqual(pictures.map(({ name }) => `${name}.webp`).sort());
  const all = documents.map(read).join('\n');
  for (const file of there) {
    expect(statSync(join(root, 'docs/pictures', file)).size, file).toBeLessThanOrEqual(60_000);
    expect(all.includes(`pictures/${file})`), `${file} stands in no document`).toBe(true);
  }
});

for (const role of new Set(pictures.map((picture) => picture.role))) {
  test(`the addresses of the pictures answer ${role ?? 'a visitor'}`, async ({ page }) => {
    if (role) await signIn(page, role);
    for (const { path } of pictures.filter((picture) => picture.role === role)) {
      expect((await page.request.get(path)).status(), path).toBe(200);
    }
  });
}

test('links between documents lead somewhere', () => {
  const dead: string[] = [];
  for (const document of documents) {
    for (const [, target] of read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)) {
      if (!existsSync(join(root, dirname(document), target))) dead.push(`${document}: ${target}`);
    }
  }
  expect(dead).toEqual([]);
});

test('the package has what its reference leads to', () => {
  const packaged = [...read('server/Cargo.toml').matchAll(/"\.\.\/docs\/([^"]+\.md)"/g)].map(([, path]) => path);
  expect(packaged).toContain('OPERATIONS.md');
  const linked = [...read('docs/OPERATIONS.md').matchAll(/\]\(([^)\s#:]+\.md)/g)].map(([, path]) => path);
  expect(linked.filter((path) => !packaged.includes(path))).toEqual([]);
});

test('the tests and files that the document on security names exist', () => {
  const sources = ['app', 'crates', 'server', 'end2end'].flatMap((folder) => files(folder, /\.(rs|ts)$/)).map(read).join('\n');
  const missing: string[] = [];
  for (const document of ['docs/SECURITY.md', 'docs/no/personvern.md', 'docs/en/data-protection.md']) {
    for (const [, name] of read(document).matchAll(/`([a-z0-9]+(?:_[a-z0-9]+){3,})`/g)) {
      if (!sources.includes(`fn ${name}(`)) missing.push(`${document}: ${name}`);
    }
    for (const [, path] of read(document).matchAll(/`((?:app|crates|server|docs|end2end|style)\/[\w./-]+)`/g)) {
      if (!existsSync(join(root, path))) missing.push(`${document}: ${path}`);
    }
  }
  expect(missing).toEqual([]);
});

test('every table of the database stands on the sheet about data protection, in both languages', () => {
  const tables = files('migrations/sqlite', /\.sql$/).flatMap((file) => [...read(file).matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name));
  for (const sheet of ['docs/no/personvern.md', 'docs/en/data-protection.md']) {
    const text = read(sheet);
    expect(tables.filter((table) => !text.includes(`\`${table}\``)), sheet).toEqual([]);
  }
});
