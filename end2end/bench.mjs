// Measures the program on the demo country and prints a table: `cargo xtask bench`, or
// `node end2end/bench.mjs PROGRAM`. No result cache, everything on this machine's own address. DEMO_DATABASE names a
// database that `kadpuls serve --demo` has made, and is copied: the demo country isn't generated then.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(process.argv[2] ?? 'target/dist/kadpuls');
const folder = mkdtempSync(join(tmpdir(), 'kadpuls-bench-'));
const database = `sqlite://${join(folder, 'demo.db')}`;
const port = 3900 + (process.pid % 90);
let agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const rows = [];
const report = (what, goal, measured) => rows.push({ what, goal, measured });

function get(path, coding = 'gzip, deflate, br, zstd') {
  return new Promise((done, failed) => {
    const start = process.hrtime.bigint();
    const headers = { 'accept-encoding': coding };
    const request = http.get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      let bytes = 0;
      let text = '';
      const server = Number(/dur=([\d.]+)/.exec(response.headers['server-timing'] ?? '')?.[1]);
      if (!response.headers['content-encoding']) response.on('data', (chunk) => (text += chunk));
      response.on('data', (chunk) => (bytes += chunk.length));
      response.on('end', () => {
        const ms = Number(process.hrtime.bigint() - start) / 1e6;
        if (response.statusCode === 200) done({ ms, server, bytes, text });
        else failed(new Error(`${path}: ${response.statusCode}`));
      });
    });
    request.on('error', failed);
  });
}

/** Starts the program; the milliseconds until its first answer. */
async function serve() {
  const start = process.hrtime.bigint();
  const child = spawn(program, ['serve', '--demo', '--addr', `127.0.0.1:${port}`, '--database', database], {
    stdio: 'ignore',
    // How many requests one address may make isn't what is measured.
    env: { ...process.env, KADPULS_CONFIG: 'none', KADPULS_REQUESTS_PER_MINUTE: '0' },
  });
  for (;;) {
    try {
      await get('/health/ready');
      return { child, ms: Number(process.hrtime.bigint() - start) / 1e6 };
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`the program ended with status ${child.exitCode}`);
      await new Promise((resume) => setTimeout(resume, 2));
    }
  }
}

async function stop(child) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function quantile(sorted, p) {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

async function page(what, path, goal, times = 300) {
  for (let i = 0; i < 20; i++) await get(path);
  const [taken, server] = [[], []];
  let bytes = 0;
  for (let i = 0; i < times; i++) {
    const answer = await get(path);
    taken.push(answer.ms);
    server.push(answer.server);
    bytes = answer.bytes;
  }
  const of = (times) => {
    times.sort((a, b) => a - b);
    return `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.95).toFixed(1)} ms`;
  };
  // The server's own time ends when the page is made; the client's holds packing, sending and reading it, too.
  report(what, goal, `server ${of(server)}, client ${of(taken)} (median / 95 %), ${(bytes / 1000).toFixed(1)} kB`);
}

/** What a browser loads for a page: the page and its styles before it can show the charts, the islands after. */
async function load(path) {
  const { text } = await get(path, 'identity');
  const files = [...new Set(text.match(/\/pkg\/[\w.-]+\.(css|js|wasm)/g))];
  let [before, all] = [0, 0];
  for (const file of [path, ...files]) {
    const { bytes } = await get(file);
    all += bytes;
    if (file === path || file.endsWith('.css')) before += bytes;
  }
  report('the same: bytes before charts are visible', '≤ 35 kB', `${(before / 1000).toFixed(1)} kB`);
  report('the same: bytes in all, with islands', '≤ 150 kB', `${(all / 1000).toFixed(1)} kB, ${files.length} files`);
}

/** What a process has used and holds: seconds of processor, MB resident. Linux alone tells. */
function used({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  return { seconds: (Number(fields[11]) + Number(fields[12])) / 100, megabytes: Number(resident) / 1024 };
}

/** As many pages as sixteen clients get, the one who asks being on the same cores. */
async function crowd(child, path, seconds = 8) {
  const one = agent;
  agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const before = used(child);
  const end = performance.now() + seconds * 1000;
  let pages = 0;
  const client = async () => {
    for (; performance.now() < end; pages++) await get(path);
  };
  await Promise.all(Array.from({ length: 16 }, client));
  const after = used(child);
  agent.destroy();
  agent = one;
  report('the same, 16 clients', '≥ 800 a second', `${(pages / seconds).toFixed(0)} a second`);
  report('the same, processor a page', '≤ 2.5 ms', `${(((after.seconds - before.seconds) / pages) * 1000).toFixed(2)} ms`);
  report('resident after it', '≤ 40 MB', `${after.megabytes.toFixed(0)} MB`);
}

/** Three lines of two years and nothing else, from a bare server: what this browser needs on this machine at least. */
async function yardstick() {
  const line = (seed) => Array.from({ length: 730 }, (_, x) => `${x} ${(100 + 60 * Math.sin(x * seed)).toFixed(1)}`).join('L');
  const svg = (seed) => `<figure><svg viewBox="0 0 730 200"><path fill="none" stroke="#000" d="M${line(seed)}"/></svg></figure>`;
  const bare = http.createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(`<!doctype html><title>Belegg</title><h1>Belegg</h1>${[0.1, 0.2, 0.3].map(svg).join('')}`);
  });
  await new Promise((listening) => bare.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${bare.address().port}/`, stop: () => bare.close() };
}

/** What somebody in front of a browser waits for: until charts stand in the page and it has been painted. */
async function browser(path, filter, times = 25) {
  const { chromium } = await import('@playwright/test');
  const chrome = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await chrome.newPage();
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelectorAll('figure svg').length < 3) requestAnimationFrame(look);
      else requestAnimationFrame(() => (window.visible = performance.now()));
    };
    requestAnimationFrame(look);
  });
  const visible = async () => (await page.waitForFunction(() => window.visible)).jsonValue();
  const [first, changed, least] = [[], [], []];
  const bare = await yardstick();
  for (let i = 0; i < times; i++) {
    await page.goto(`http://127.0.0.1:${port}${path}`);
    first.push(await visible());
    await page.goto(`http://127.0.0.1:${port}${filter}`);
    changed.push(await visible());
    await page.goto(bare.address);
    least.push(await visible());
  }
  await chrome.close();
  bare.stop();
  const median = (of) => `${quantile(of.sort((a, b) => a - b), 0.5).toFixed(0)} ms`;
  report('in Chromium: charts visible', '≤ 100 ms', median(first));
  report('in Chromium: another period', '≤ 50 ms', median(changed));
  report('in Chromium: three lines from a bare server', '–', median(least));
}

/** A register of the size of a real one: 16 units, every day, 37 552 rows. */
function register() {
  const units = ['enhet;navn;type'];
  const days = ['enhet;dato;senger;belagt'];
  for (let u = 1; u <= 16; u++) {
    const code = `B-${String(u).padStart(2, '0')}`;
    units.push(`${code};Enhet ${u};kad`);
    for (let d = 0; d < 2347; d++) {
      const date = new Date(Date.UTC(2020, 2, 20) + d * 864e5).toISOString().slice(0, 10);
      days.push(`${code};${date};${100 + u};${(d * 7 + u * 13) % 100}`);
    }
  }
  writeFileSync(join(folder, 'enheter.csv'), units.join('\n'));
  writeFileSync(join(folder, 'registreringer.csv'), days.join('\n'));
}

function importing(kind, rowsRead) {
  const empty = `sqlite://${join(folder, 'register.db')}`;
  const start = process.hrtime.bigint();
  const done = spawnSync(program, ['import', kind, join(folder, `${kind}.csv`), '--database', empty]);
  if (done.status !== 0) throw new Error(String(done.stderr));
  return Number(process.hrtime.bigint() - start) / 1e6;
}

try {
  if (process.env.DEMO_DATABASE) copyFileSync(process.env.DEMO_DATABASE, join(folder, 'demo.db'));
  else {
    const made = await serve();
    report('demo country generated and loaded, then first answer', '≤ 60 s', `${(made.ms / 1000).toFixed(1)} s`);
    await stop(made.child);
  }
  const { child, ms } = await serve();
  report('first answer after start', '≤ 100 ms', `${ms.toFixed(0)} ms`);
  await new Promise((resume) => setTimeout(resume, 1000));
  report('idle, resident', '≤ 18 MB', `${used(child).megabytes.toFixed(0)} MB`);
  // Two years to the day: a period that nobody chose begins with a January.
  const day = (years) => `${new Date().getFullYear() - years}${new Date(Date.now() - 864e5).toISOString().slice(4, 10)}`;
  // A unit as most are, and the largest of them, twenty-five times as busy.
  const belegg = (unit, years) => `/belegg?enhet=${unit}&fra=${day(years)}&til=${day(0)}`;
  const [usual, largest] = ['DEMO-100', 'DEMO-001'];
  await page('Belegg of a unit over two years', belegg(usual, 2), '≤ 3 ms');
  await load(belegg(usual, 2));
  await crowd(child, belegg(usual, 2));
  await browser(belegg(usual, 2), belegg(usual, 1));
  await page('Belegg of the largest unit', belegg(largest, 2), '≤ 10 ms, 95 %: ≤ 30 ms');
  await load(belegg(largest, 2));
  await crowd(child, belegg(largest, 2));
  await browser(belegg(largest, 2), belegg(largest, 1));
  for (const [name, path] of [
    ['Oversikt of the country', '/'],
    ['Oversikt of a trust', '/?helseforetak=akershus'],
    ['Belegg of the country', '/belegg'],
    ['Liggetid of the country', '/liggetid'],
    ['Liggetid of a unit', '/liggetid?enhet=DEMO-001'],
    ['Innleggelsesveier of the country', '/innleggelsesveier'],
    ['Innleggelsesveier of a unit', '/innleggelsesveier?enhet=DEMO-001'],
    ['Kommune', '/kommune?kommune=3103'],
    ['Kart', '/kart'],
    ['Effekt of a municipality (kept answer)', '/effekt?kommune=3103'],
    ['Kompletthet', '/kompletthet'],
    ['Ledige senger', '/ledige-senger'],
    ['Metode', '/metode'],
  ])
    await page(name, path, '≤ 10 ms, 95 %: ≤ 30 ms', 100);
  await stop(child);
  register();
  importing('enheter');
  report('import of 37 552 registrations', '< 1 s', `${(importing('registreringer') / 1000).toFixed(2)} s`);
  report('the same again', '–', `${(importing('registreringer') / 1000).toFixed(2)} s`);
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${cpus().length} × ${cpus()[0].model}`);
console.table(rows);
