// Two hundred people at once: `node end2end/load.mjs PROGRAM [SECONDS] [PEOPLE]`. Serves the demo country
// (copied from DEMO_DATABASE where that is set, else made) with an account, and lets people do what people do: most
// read pages, some register patients, some take tables and charts along, each with a pause to think in between.
// Prints requests, errors, percentiles by what was done, and the program's memory over time; fails on an error.
// Bounded: at most PEOPLE requests are open at a time, and it ends after SECONDS.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Program, pause, random, said } from './program.mjs';

const [path = 'target/dist/kadpuls', seconds = '60', people = '200'] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));
// How long somebody looks at what she got, in milliseconds: between these.
const THINKS = [Number(process.env.THINK_FROM ?? 2000), Number(process.env.THINK_TO ?? 8000)];
const folder = mkdtempSync(join(tmpdir(), 'kadpuls-load-'));
const file = join(folder, 'demo.db');
const port = 4900 + (process.pid % 90);
if (process.env.DEMO_DATABASE) copyFileSync(process.env.DEMO_DATABASE, file);

const program = new Program(resolve(path), `sqlite://${file}`, port, { options: ['--demo'] });
const taken = new Map();
const errors = [];
let registered = 0;

/** One request of a kind, measured from here until its whole answer has come. */
async function measure(kind, asking, fine) {
  const start = performance.now();
  try {
    const answer = await asking();
    if (!fine.includes(answer.status)) errors.push(`${kind}: ${answer.status} ${said(answer).slice(0, 200)}`);
    if (!taken.has(kind)) taken.set(kind, []);
    taken.get(kind).push(performance.now() - start);
    return answer;
  } catch (error) {
    errors.push(`${kind}: ${error.message}`);
  }
}

// Who reads isn't who registers.
let reader;
let units = [];
let municipalities = [];
const readers = [
  () => '/',
  (chance) => `/?helseforetak=${pick(chance, ['akershus', 'innlandet', 'moere-og-romsdal', 'finnmark'])}`,
  (chance) => `/belegg?enhet=${pick(chance, units)}`,
  (chance) => `/belegg?enhet=${pick(chance, units)}&fra=2025-01-01&til=2025-12-31`,
  (chance) => `/liggetid?enhet=${pick(chance, units)}`,
  (chance) => `/innleggelsesveier?enhet=${pick(chance, units)}`,
  (chance) => `/kommune?kommune=${pick(chance, municipalities)}`,
  () => '/kart',
  () => '/ledige-senger',
  () => '/kompletthet',
];
const exports = [
  (chance) => `/tabell/belegg-maaned.csv?enhet=${pick(chance, units)}`,
  (chance) => `/tabell/belegg-maaned.xlsx?enhet=${pick(chance, units)}`,
  (chance) => `/tabell/belegg-maaned.json?enhet=${pick(chance, units)}`,
  (chance) => `/diagram/belegg-dag.svg?enhet=${pick(chance, units)}`,
  (chance) => `/diagram/belegg-dag.png?enhet=${pick(chance, units)}`,
];
const pick = (chance, list) => list[Math.floor(chance() * list.length)];

/** One person until the time is over. */
async function person(number, until) {
  const chance = random(number + 1);
  // Nobody presses a key in the same moment as everybody else.
  await pause(chance() * THINKS[1]);
  while (performance.now() < until) {
    const what = chance();
    if (what < 0.8) {
      const path = pick(chance, readers)(chance);
      await measure(`read ${path.split('?')[0]}`, () => program.page(path, reader), [200]);
    } else if (what < 0.9) {
      const unit = pick(chance, units);
      const nr = `h${(registered++).toString(16).padStart(16, '0')}`;
      const answer = await measure('register', () => program.admit(unit, nr), [303]);
      if (answer?.status === 303) await measure('register', () => program.discharge(unit, nr), [303]);
    } else {
      await measure('export', () => program.page(pick(chance, exports)(chance), reader), [200]);
    }
    await pause(THINKS[0] + chance() * (THINKS[1] - THINKS[0]));
  }
}

function memory() {
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return { now: of('VmRSS'), own: of('RssAnon'), most: of('VmHWM') };
}

function quantile(sorted, p) {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

try {
  await program.start();
  // A demo opens an account per role with a button.
  const signedIn = async (rolle) => {
    const answer = await program.form('/logg-inn/demo', { rolle });
    const cookie = /^[^;]+/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[0];
    if (!cookie) throw new Error(`not signed in: ${answer.status} ${said(answer)}`);
    return cookie;
  };
  reader = await signedIn('statistikk');
  program.cookie = await signedIn('administrator');
  units = program.sql("SELECT unit FROM registration GROUP BY unit ORDER BY MAX(date) DESC, unit LIMIT 40").flat();
  municipalities = program.sql('SELECT DISTINCT municipality FROM admission_place_month ORDER BY 1 LIMIT 100').flat();
  const start = performance.now();
  const until = start + Number(seconds) * 1000;
  const all = Array.from({ length: Number(people) }, (_, number) => person(number, until));
  const held = [];
  const watching = (async () => {
    while (performance.now() < until) {
      await pause(Math.min(15_000, Number(seconds) * 100));
      held.push(memory());
    }
  })();
  await Promise.all([...all, watching]);
  const took = (performance.now() - start) / 1000;
  const [every, reads] = [[], []];
  console.log(`${people} people, ${took.toFixed(0)} s, each thinking ${THINKS.join('–')} ms between two requests`);
  const kinds = [...taken].sort(([a], [b]) => a.localeCompare(b));
  for (const [kind, times] of [...kinds, ['read', reads], ['all', every]]) {
    if (times !== every && times !== reads) every.push(...times);
    if (kind.startsWith('read /')) reads.push(...times);
    times.sort((a, b) => a - b);
    const [half, most, top] = [0.5, 0.95, 0.99].map((p) => quantile(times, p).toFixed(0));
    console.log(`${kind.padEnd(24)} ${times.length} requests, median ${half} ms, 95 % ${most} ms, 99 % ${top} ms`);
  }
  console.log(`errors    ${errors.length}${errors.length > 0 ? `: ${[...new Set(errors)].slice(0, 8).join(' | ')}` : ''}`);
  const shown = held.filter((_, index) => index % Math.ceil(held.length / 12) === 0 || index === held.length - 1);
  console.log(`memory    ${shown.map(({ now }) => now.toFixed(0)).join(' ')} MB; of its own, without the ` +
    `program's file, ${held.at(-1)?.own.toFixed(0)} MB; most ${memory().most.toFixed(0)} MB`);
  process.exitCode = errors.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`${error.message}\n${program.log.slice(-2000)}`);
  process.exitCode = 1;
} finally {
  if (program.child?.exitCode === null) await program.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
