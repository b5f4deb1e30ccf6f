// Kills the program at random moments and looks at what is left:
// `node end2end/kill.mjs PROGRAM [ROUNDS] [postgres://…] [SEED]`. With PostgreSQL the database is made anew: name one
// that nobody needs.
//
// Most rounds write while they are killed: patients are admitted and discharged by form, and a file of 400 days comes again and again,
// each time with another number in all of its rows. Every fifth round kills a first start on an empty database, amid
// migrations and reference tables (SQLite), or a start beside everything else (PostgreSQL). Held after each: what was
// answered as saved is there; of the file all rows are from one sending, the last that was answered or one that was
// under way; the monthly sums are those of the rows; the database passes its own check; the program starts again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Program, pause, random, said } from './program.mjs';

const [path = 'target/debug/kadpuls', rounds = '200', postgres, seed = String(Date.now() % 1e6)] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'kadpuls-kill-'));
const chance = random(Number(seed));
const port = 4100 + (process.pid % 400);
const DAYS = 400;

function fresh(name) {
  if (!postgres) return `sqlite://${join(folder, name)}`;
  const at = postgres.lastIndexOf('/');
  const server = `${postgres.slice(0, at)}/postgres`;
  for (const text of [`DROP DATABASE IF EXISTS ${postgres.slice(at + 1)}`, `CREATE DATABASE ${postgres.slice(at + 1)}`]) {
    const ran = spawnSync('psql', ['-Xq', server, '-c', text], { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
  }
  return postgres;
}

const program = new Program(resolve(path), fresh('kad.db'), port);
const hold = (what, holds) => {
  if (!holds) throw new Error(what);
};

const saved = new Set();
const discharged = new Set();
let sent = 0;
let answered = 0;
let kills = { writing: 0, starting: 0 };
let next = 0;

function days(number) {
  const lines = ['enhet;dato;senger;belagt;innleggelser;utskrivinger;avvist'];
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    lines.push(`KILL-B;${date};30;${number};0;0;0`);
  }
  return lines.join('\n');
}

/** Admits and discharges one patient after the other until the program is gone. */
async function registering() {
  for (;;) {
    const nr = `h${(next++).toString(16).padStart(16, '0')}`;
    const answer = await program.admit('KILL-A', nr).catch(() => null);
    if (!answer) return;
    hold(`an admission was refused: ${answer.status} ${said(answer)}`, answer.status === 303);
    saved.add(nr);
    const left = await program.discharge('KILL-A', nr).catch(() => null);
    if (!left) return;
    hold(`a discharge was refused: ${left.status} ${said(left)}`, left.status === 303);
    discharged.add(nr);
  }
}

/** Sends the file again and again until the program is gone. */
async function importing() {
  for (;;) {
    const number = ++sent;
    const answer = await program.rows('registreringer', days(number)).catch(() => null);
    if (!answer) return;
    hold(`the file was refused: ${answer.status} ${said(answer)}`, answer.status === 200);
    answered = number;
  }
}

function intact(one) {
  if (!postgres) {
    hold('quick_check', one.sql('PRAGMA quick_check').flat().join() === 'ok');
    hold('foreign_key_check', one.sql('PRAGMA foreign_key_check').length === 0);
  }
}

function whole() {
  intact(program);
  const there = new Map(program.sql("SELECT id, discharged IS NOT NULL FROM stay WHERE unit = 'KILL-A'"));
  const missing = [...saved].filter((nr) => !there.has(nr));
  hold(`${missing.length} admissions were answered as saved and are missing: ${missing.slice(0, 5)}`, missing.length === 0);
  const still = [...discharged].filter((nr) => !['1', 't'].includes(there.get(nr)));
  hold(`${still.length} discharges were answered as saved and are missing: ${still.slice(0, 5)}`, still.length === 0);
  const trail = program.sql("SELECT COUNT(DISTINCT row_key) FROM change_log WHERE subject = 'stay' AND unit = 'KILL-A'");
  const months = program.sql("SELECT COALESCE(SUM(stays), 0) FROM stay_month WHERE unit = 'KILL-A'");
  const left = [...there.values()].filter((left) => ['1', 't'].includes(left)).length;
  hold(`${left} stays have ended, the monthly sums say ${months}`, Number(months[0][0]) === left);
  hold('a stay without its trail, or a trail without its stay', Number(trail[0][0]) === there.size);
  const files = program.sql("SELECT occupied, COUNT(*) FROM registration WHERE unit = 'KILL-B' GROUP BY occupied");
  hold(`half an import: ${JSON.stringify(files)}`, files.length <= 1 && (files.length === 0 || Number(files[0][1]) === DAYS));
  const number = Number(files[0]?.[0] ?? 0);
  hold(`the file ${answered} was answered, ${number} stands there`, number >= answered && number <= sent);
  const sums = program.sql(
    "SELECT m.month FROM registration_month AS m WHERE m.unit = 'KILL-B' AND m.occupied <> (SELECT SUM(r.occupied) " +
      'FROM registration AS r WHERE r.unit = m.unit AND r.month = m.month)',
  );
  hold(`monthly sums that aren't their rows': ${JSON.stringify(sums)}`, sums.length === 0);
}

/** Kills a first start at some moment, and starts again. */
async function starting(round) {
  const one = postgres ? program : new Program(program.path, fresh(`start-${round}.db`), port);
  one.spawn();
  await pause(chance() * 900);
  await one.kill();
  if (!postgres && spawnSync('test', ['-e', one.database.slice('sqlite://'.length)]).status === 0) intact(one);
  await one.start();
  if (!postgres) {
    const tables = one.sql('SELECT (SELECT COUNT(*) FROM municipality) > 300, (SELECT COUNT(*) FROM population) > 6000');
    hold(`reference tables: ${tables}`, tables[0].join() === '1,1');
    await one.kill('SIGTERM');
    one.command(['doctor']);
    rmSync(one.database.slice('sqlite://'.length), { force: true });
  } else {
    await one.kill('SIGTERM');
  }
  kills.starting++;
}

try {
  await program.start();
  await program.account();
  await program.signIn();
  await program.units(['KILL-A', 'KILL-B']);
  for (let round = 1; round <= Number(rounds); round++) {
    if (program.child.exitCode !== null || program.child.signalCode !== null) await program.start();
    if (round % 5 === 0) {
      await program.kill('SIGTERM');
      await starting(round);
      continue;
    }
    const writers = [registering(), importing()];
    const moment = pause(20 + chance() * 700).then(() => program.kill());
    await Promise.all([moment, ...writers]);
    whole();
    kills.writing++;
    if (round % 20 === 1) console.log(`${round}: ${saved.size} admissions, ${discharged.size} discharges, ${answered} of ${sent} files answered`);
  }
  await program.start();
  // Sent again it is the same stay; told so where the patient has left since.
  const again = [...saved].at(-1);
  if (again) {
    const stays = () => program.sql("SELECT COUNT(*) FROM stay WHERE unit = 'KILL-A'").flat()[0];
    const before = stays();
    const answer = await program.admit('KILL-A', again);
    hold(`a form sent again: ${answer.status} ${said(answer)}`, [303, 409].includes(answer.status) && stays() === before);
  }
  await program.kill('SIGTERM');
  whole();
  program.command(['doctor']);
  console.log(
    `${kills.writing} kills while writing, ${kills.starting} while starting; ${saved.size} admissions, ${discharged.size} ` +
      `discharges and ${answered} of ${sent} files were answered, and all of them are there (seed ${seed})`,
  );
} catch (error) {
  console.error(`seed ${seed}: ${error.message}\n${program.log.slice(-3000)}`);
  process.exitCode = 1;
} finally {
  if (program.child?.exitCode === null) program.child.kill('SIGKILL');
  if (process.exitCode !== 1) rmSync(folder, { recursive: true, force: true });
  else console.error(`the database is left in ${folder}`);
}
