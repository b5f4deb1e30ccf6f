// Takes away what the program needs and looks at what people see, what is lost (nothing), and whether it recovers by
// itself: `node end2end/outage.mjs PROGRAM [SCENARIO …]`. As root on Linux: it mounts a small disk in memory, starts a
// PostgreSQL of its own (its user postgres) and stops it, and serves as nobody. Prints a line for each thing seen.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { Program, pause, said } from './program.mjs';

const [path = 'target/debug/kadpuls', ...wanted] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'kadpuls-outage-'));
chmodSync(folder, 0o755);
const executable = join(folder, 'kadpuls');
copyFileSync(resolve(path), executable);
let port = 4600 + (process.pid % 200);
let forms = 0;

const run = (command, ...args) => {
  const ran = spawnSync(command, args, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.stderr || ran.stdout || ran.error}`);
  return ran.stdout;
};
const hold = (what, holds) => {
  if (!holds) throw new Error(what);
};
const see = (what, ...more) => console.log(`  ${what}: ${more.join(' ')}`.slice(0, 460));

/** Asks with a time; the answer or why there is none. */
async function timed(asking) {
  const start = performance.now();
  const answer = await asking.catch((error) => ({ status: 0, text: error.message, headers: {} }));
  return { ...answer, seconds: ((performance.now() - start) / 1000).toFixed(1) };
}

const short = (answer) => `${answer.status} after ${answer.seconds} s: ${said(answer).slice(0, 330)}`;

/** A program with an account, signed in, with a unit; and what it was told was saved. */
async function served(database, more = {}) {
  const program = new Program(executable, database, port++, more);
  await program.start();
  await program.account();
  await program.signIn();
  await program.units(['UT-A']);
  program.saved = [];
  return program;
}

async function admit(program) {
  const nr = `h${(++forms).toString(16).padStart(16, '0')}`;
  const answer = await timed(program.admit('UT-A', nr));
  if (answer.status === 303) program.saved.push(nr);
  return { ...answer, nr };
}

const rows = (program) => timed(program.rows('registreringer', 'enhet;dato;senger;belagt\nUT-A;2026-01-01;30;3\n'));

/** What people see while something is away. */
async function looked(program) {
  see('page Oversikt', short(await timed(program.page('/'))));
  see('page Enheten', short(await timed(program.page('/enheten/UT-A'))));
  const form = await admit(program);
  see('form', short(form));
  see('API', short(await rows(program)));
  see('ready', short(await timed(program.page('/health/ready'))));
  const told = program.log.replace(/\x1b\[[0-9;]*m/g, '').split('\n').filter((line) => / (ERROR|WARN) /.test(line));
  see('log', told.at(-1) ?? 'nothing');
  hold('a form that could not be saved was answered as saved', form.status !== 303);
  return form;
}

/** Everything works again without a restart, the form that failed can be sent again, nothing is lost. */
async function recovered(program, failed) {
  const start = performance.now();
  let again;
  do {
    again = await timed(program.admit('UT-A', failed.nr));
    if (again.status !== 303) await pause(200);
  } while (again.status !== 303 && performance.now() - start < 60_000);
  hold(`not recovered: ${short(again)}`, again.status === 303);
  program.saved.push(failed.nr);
  see('recovered by itself', `the form that failed was saved ${((performance.now() - start) / 1000).toFixed(1)} s after`);
  hold('the API', (await rows(program)).status === 200);
  const there = new Set(program.sql("SELECT id FROM stay WHERE unit = 'UT-A'").flat());
  hold('an admission is lost', program.saved.every((nr) => there.has(nr)));
  hold('an admission twice', there.size === program.saved.length);
  see('nothing lost', `${there.size} admissions answered as saved, all there`);
}

const scenarios = {
  async 'disk full'() {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    run('mount', '-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', disk);
    let program;
    try {
      program = await served(`sqlite://${join(disk, 'kad.db')}`);
      for (let i = 0; i < 3; i++) hold('before', (await admit(program)).status === 303);
      // What the log has room for already is used up, and the last block given away.
      program.sql('PRAGMA wal_checkpoint(TRUNCATE)');
      const free = statfsSync(disk);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(free.bavail * free.bsize));
      // The session is due to be noted as used, which can't be written either.
      await looked(program);
      const failed = await admit(program);
      rmSync(join(disk, 'filler'));
      await recovered(program, failed);
      hold('quick_check', program.sql('PRAGMA quick_check').flat().join() === 'ok');
      await program.kill('SIGTERM');
    } finally {
      program?.child?.kill('SIGKILL');
      await pause(200);
      run('umount', disk);
    }
  },

  async 'read-only folder'() {
    const within = join(folder, 'closed');
    mkdirSync(within);
    chmodSync(within, 0o555);
    const nobody = { launch: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] };
    const told = async (what, database) => {
      const program = new Program(executable, database, port++, nobody);
      program.spawn();
      const [status] = await program.ended;
      see(what, `status ${status}: ${program.log.trim()}`);
      hold('it should not have started', status === 1);
    };
    await told('no file yet', `sqlite://${join(within, 'kad.db')}`);
    const program = await served(`sqlite://${join(folder, 'there.db')}`);
    await program.kill('SIGTERM');
    copyFileSync(join(folder, 'there.db'), join(within, 'kad.db'));
    chmodSync(join(within, 'kad.db'), 0o444);
    await told('a file that may only be read', `sqlite://${join(within, 'kad.db')}`);
    await told('no such folder', `sqlite://${join(folder, 'nowhere', 'kad.db')}`);
    chownSync(within, 65534, 65534);
    chmodSync(within, 0o755);
    chownSync(join(within, 'kad.db'), 65534, 65534);
    chmodSync(join(within, 'kad.db'), 0o644);
    const again = new Program(executable, `sqlite://${join(within, 'kad.db')}`, port++, nobody);
    await again.start();
    see('writable again', 'it starts');
    await again.kill('SIGTERM');
  },

  async 'another program holds the database'() {
    const program = await served(`sqlite://${join(folder, 'held.db')}`);
    hold('before', (await admit(program)).status === 303);
    const holder = spawn('sqlite3', [join(folder, 'held.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
    holder.stdin.write('.timeout 20000\nBEGIN IMMEDIATE;\nSELECT 1;\n');
    await once(holder.stdout, 'data');
    const failed = await looked(program);
    holder.stdin.end('ROLLBACK;\n');
    await once(holder, 'exit');
    await recovered(program, failed);
    await program.kill('SIGTERM');
  },

  async 'database away for a minute'() {
    await withPostgres(async (postgres) => {
      const program = await served(postgres.url);
      for (let i = 0; i < 3; i++) hold('before', (await admit(program)).status === 303);
      postgres.stop();
      const gone = performance.now();
      const failed = await looked(program);
      await pause(60_000 - (performance.now() - gone));
      postgres.start();
      await recovered(program, failed);
      await program.kill('SIGTERM');
    });
  },

  async 'slow database'() {
    await withPostgres(async (postgres) => {
      const slow = await proxy(postgres.port);
      const behind = postgres.url.replace(`:${postgres.port}/`, `:${slow.port}/`);
      const program = await served(behind, { direct: postgres.url });
      hold('before', (await admit(program)).status === 303);
      slow.delay = 200;
      see('each answer of the database 0.2 s late', '');
      see('page Oversikt', short(await timed(program.page('/'))));
      const late = await admit(program);
      see('form', short(late));
      hold('a slow database loses nothing', late.status === 303);
      slow.silent = true;
      see('the database says nothing for a while', '');
      const [page, form] = [timed(program.page('/')), admit(program)];
      await pause(45_000);
      slow.silent = false;
      slow.delay = 0;
      see('page Oversikt, asked while it was silent', short(await page));
      const answer = await form;
      see('form, sent while it was silent', short(answer));
      if (answer.status !== 303) await recovered(program, answer);
      else {
        const last = await admit(program);
        hold('after', last.status === 303);
        const there = program.sql("SELECT id FROM stay WHERE unit = 'UT-A'").length;
        hold('an admission is lost', there === program.saved.length);
        see('nothing lost', `${there} admissions answered as saved, all there`);
      }
      await program.kill('SIGTERM');
      slow.server.close();
    });
  },
};

/** A PostgreSQL of its own. */
async function withPostgres(use) {
  const own = (await freePort()).toString();
  const data = join(folder, `pg-${own}`);
  mkdirSync(data);
  run('chown', 'postgres', data);
  const as = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];
  const bin = run('sh', '-c', 'dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb | tail -1)"').trim();
  run('setpriv', ...as, join(bin, 'initdb'), '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync');
  const control = (...args) =>
    run('setpriv', ...as, join(bin, 'pg_ctl'), '-D', data, '-w', '-l', join(data, 'log'), ...args);
  const postgres = {
    port: own,
    url: `postgres://postgres@127.0.0.1:${own}/kad`,
    start: () => control('-o', `-p ${own} -c unix_socket_directories='' -c listen_addresses=127.0.0.1`, 'start'),
    stop: () => control('-m', 'immediate', 'stop'),
  };
  postgres.start();
  try {
    run('psql', '-Xq', `postgres://postgres@127.0.0.1:${own}/postgres`, '-c', 'CREATE DATABASE kad');
    await use(postgres);
  } finally {
    postgres.stop();
  }
}

function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => done(free));
    });
  });
}

/** Passes bytes on to a port, late or not at all for as long as it is told to. */
async function proxy(to) {
  const slow = { delay: 0, silent: false };
  slow.server = net.createServer((client) => {
    const server = net.connect(Number(to), '127.0.0.1');
    client.on('data', (bytes) => server.write(bytes));
    let last = Promise.resolve();
    server.on('data', (bytes) => {
      const due = performance.now() + slow.delay;
      last = last.then(async () => {
        while (performance.now() < due) await pause(due - performance.now());
        while (slow.silent) await pause(50);
        client.write(bytes);
      });
    });
    for (const [one, other] of [[client, server], [server, client]]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  slow.server.listen(0, '127.0.0.1');
  await once(slow.server, 'listening');
  slow.port = slow.server.address().port;
  return slow;
}

for (const [name, scenario] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  console.log(name);
  try {
    await scenario();
  } catch (error) {
    console.log(`  FAILED: ${error.message}`);
    process.exitCode = 1;
  }
}
rmSync(folder, { recursive: true, force: true });
process.exit();
