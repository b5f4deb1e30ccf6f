// Measures the program on the demo country and prints a table: `cargo xtask bench`, or
// `node end2end/bench.mjs PROGRAM`. One client, no result cache, everything on this machine's own address.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(process.argv[2] ?? 'target/release/kadpuls');
const folder = mkdtempSync(join(tmpdir(), 'kadpuls-bench-'));
const database = `sqlite://${join(folder, 'demo.db')}`;
const port = 3900 + (process.pid % 90);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
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
  report('the same: bytes before charts are visible', '≤ 60 kB', `${(before / 1000).toFixed(1)} kB`);
  report('the same: bytes in all, with islands', '≤ 200 kB', `${(all / 1000).toFixed(1)} kB, ${files.length} files`);
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
  const made = await serve();
  report('demo country generated and loaded, then first answer', '≤ 60 s', `${(made.ms / 1000).toFixed(1)} s`);
  await stop(made.child);
  const { child, ms } = await serve();
  report('first answer after start', '≤ 100 ms', `${ms.toFixed(0)} ms`);
  // Two years to the day: a period that nobody chose begins with a January.
  const day = (years) => `${new Date().getFullYear() - years}${new Date(Date.now() - 864e5).toISOString().slice(4, 10)}`;
  const belegg = `/belegg?enhet=DEMO-001&fra=${day(2)}&til=${day(0)}`;
  await page('Belegg of a unit over two years', belegg, '≤ 5 ms, 95 %: ≤ 10 ms');
  await load(belegg);
  await page('Oversikt of the country', '/', '≤ 30 ms');
  await page('Liggetid of the country', '/liggetid', '–', 50);
  await page('Innleggelsesveier of the country', '/innleggelsesveier', '–', 50);
  await page('Effekt of a municipality (kept answer)', '/effekt?kommune=3103', '–', 50);
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
