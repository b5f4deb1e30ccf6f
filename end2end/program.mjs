// The program as kill.mjs, outage.mjs and load.mjs handle it: started, asked, stopped, its database looked into.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';

export const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

const EMAIL = 'robust@example.no';
const PASSWORD = 'en lang passordsetning';

/** One program on one database. */
export class Program {
  /**
   * `launch`: a command and arguments that the program's own are put behind. `direct`: the same database for commands
   * and questions, where the program reaches it another way.
   */
  constructor(path, database, port, { launch = [], options = [], direct = database } = {}) {
    Object.assign(this, { path, database, direct, port, launch, options, child: null, log: '' });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 400 });
  }

  /** Starts it without waiting. */
  spawn() {
    const all = [...this.launch, this.path, 'serve', '--addr', `127.0.0.1:${this.port}`, ...this.options];
    this.child = spawn(all[0], [...all.slice(1), '--database', this.database], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, KADPULS_CONFIG: 'none', KADPULS_REQUESTS_PER_MINUTE: '0', DATABASE_URL: '' },
    });
    this.child.stderr.on('data', (text) => (this.log = (this.log + text).slice(-20_000)));
    this.ended = once(this.child, 'exit');
    return this.child;
  }

  /** Starts it and waits until it answers; the milliseconds that took. */
  async start() {
    const start = performance.now();
    const child = this.spawn();
    for (;;) {
      const answer = await this.ask('GET', '/health/ready').catch(() => null);
      if (answer?.status === 200) return performance.now() - start;
      if (child.exitCode !== null) throw new Error(`the program ended with status ${child.exitCode}:\n${this.log}`);
      if (performance.now() - start > 120_000) throw new Error(`the program isn't ready:\n${this.log}`);
      await pause(10);
    }
  }

  async kill(signal = 'SIGKILL') {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    await this.ended;
    this.agent.destroy();
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 400 });
  }

  /** Asks by HTTP; fails where no whole answer comes. */
  ask(method, path, { body, headers = {}, timeout = 120_000 } = {}) {
    return new Promise((done, failed) => {
      const all = { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) };
      const options = { host: '127.0.0.1', port: this.port, method, path, headers: all, agent: this.agent, timeout };
      const request = http.request(options, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', failed);
        response.on('aborted', () => failed(new Error('broken off')));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          done({ status: response.statusCode, headers: response.headers, text });
        });
      });
      request.on('timeout', () => request.destroy(new Error('no answer')));
      request.on('error', failed);
      request.end(body);
    });
  }

  /** A command of the program on the same database; its output. */
  command(args, input = '') {
    const env = { ...process.env, KADPULS_CONFIG: 'none' };
    const ran = spawnSync(this.path, [args[0], '--database', this.direct, ...args.slice(1)], {
      input, encoding: 'utf8', env,
    });
    if (ran.status !== 0) throw new Error(`kadpuls ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout.trim();
  }

  /** An administrator's account, a token and a session of hers. */
  async account() {
    this.command(['user', 'add', EMAIL, '--role', 'administrator'], `${PASSWORD}\n`);
    this.token = this.command(['token', 'add', EMAIL, 'robust', '--days', '2']).split('\n').at(-1).trim();
  }

  async signIn() {
    const answer = await this.form('/logg-inn', { epost: EMAIL, passord: PASSWORD });
    const cookie = /^[^;]+/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[0];
    if (!cookie) throw new Error(`not signed in: ${answer.status}`);
    this.cookie = cookie;
  }

  /** Sends a form as a browser does. */
  form(path, fields) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    if (this.cookie) headers.cookie = this.cookie;
    return this.ask('POST', path, { body: new URLSearchParams(fields).toString(), headers });
  }

  page(path, cookie = this.cookie) {
    return this.ask('GET', path, { headers: cookie ? { cookie } : {} });
  }

  /** Sends rows as a record system does. */
  rows(kind, csv) {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'text/csv' };
    return this.ask('POST', `/api/v1/${kind}`, { body: csv, headers });
  }

  /** Brings the units that are written to. */
  async units(codes) {
    const lines = codes.map((code) => `${code};Enhet ${code};kad;3203`);
    const beds = codes.map((code) => `${code};2020-01-01;30`);
    for (const [kind, csv] of [
      ['enheter', `enhet;navn;type;vertskommune\n${lines.join('\n')}\n`],
      ['senger', `enhet;fra;senger\n${beds.join('\n')}\n`],
    ]) {
      const answer = await this.rows(kind, csv);
      if (answer.status !== 200) throw new Error(`${kind}: ${answer.status} ${answer.text}`);
    }
  }

  /**
   * Admits a patient; `nr` names the form, so that sending it again admits nobody twice. What is asked about (the same
   * age, the same hour, another municipality, more patients than beds) is so.
   */
  admit(unit, nr) {
    return this.form(`/enheten/${unit}`, {
      handling: 'inn', nr, kommune: '3203', alder: '83', kjoenn: 'kvinne', kom_fra: 'hjem',
      henvist_av: 'legevaktslege', aarsak: 'R', alternativ: 'sykehus', problem: 'somatisk', formaal: 'kad',
      seng: '', kode: '', inn: '', stemmer: 'samme,kommune,fullt',
    });
  }

  /** Discharges the patient whom a form admitted. */
  discharge(unit, nr) {
    return this.form(`/enheten/${unit}`, { handling: 'ut', opphold: `1.${nr}`, til: 'hjem', ut: '', stemmer: 'langt' });
  }

  /** The rows that a text of SQL gives, each a list of texts. */
  sql(text) {
    const ran = this.direct.startsWith('sqlite')
      ? spawnSync('sqlite3', ['-batch', '-separator', '\x1f', this.direct.slice('sqlite://'.length)], {
          input: `.timeout 20000\n${text};\n`, encoding: 'utf8', maxBuffer: 1 << 28,
        })
      : spawnSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-F', '\x1f', this.direct, '-c', text], {
          encoding: 'utf8', maxBuffer: 1 << 28,
        });
    if (ran.status !== 0 || ran.stderr) throw new Error(`${text}: ${ran.stderr}`);
    return ran.stdout.split('\n').filter(Boolean).map((line) => line.split('\x1f'));
  }
}

/** Random numbers from a seed, so that a failed run can be run again. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a page says in its main part. */
export function said(answer) {
  const main = /<main[\s\S]*<\/main>/.exec(answer.text)?.[0] ?? answer.text;
  return main.replace(/<select[\s\S]*?<\/select>/g, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 600);
}
