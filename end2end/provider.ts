// The organisation's provider: npm's oidc-provider on a port of its own, and the program that signs people in by it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Provider } from 'oidc-provider';

const program = process.env.KADPULS_PROGRAM ?? resolve('../target/debug/kadpuls');

// Who there is, by what she types as her name at the provider.
const people: Record<string, object> = {
  kari: { email: 'kari@eksempel.no', email_verified: true, roles: ['kad-enhet'], enheter: ['A'] },
  anne: { email: 'anne@eksempel.no', email_verified: true, roles: ['kad-admin'] },
  gjest: { email: 'gjest@eksempel.no', email_verified: true, roles: [] },
};

const key = (kid: string) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
};

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

export class Organisation {
  issuer = '';
  own = '';
  private server!: Server;
  private child!: ChildProcess;
  // Providers of one issuer with a key each: which one signs, and whose keys are told.
  private all: Provider[] = [];
  private signing = 0;
  private told = 0;

  async start() {
    this.server = createServer((request, response) => {
      const which = request.url?.startsWith('/jwks') ? this.told : this.signing;
      void this.all[which].callback()(request, response);
    });
    this.issuer = `http://127.0.0.1:${await listening(this.server)}`;
    const free = createServer();
    const port = await listening(free);
    await new Promise((done) => free.close(done));
    this.own = `http://127.0.0.1:${port}`;

    // The program shows who it is by a key; the provider knows the public half.
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const folder = mkdtempSync(join(tmpdir(), 'kadpuls-organisation-'));
    const file = join(folder, 'key.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const configuration = (kid: string) => ({
      clients: [
        {
          client_id: 'kadpuls',
          redirect_uris: [`${this.own}/logg-inn/organisasjon/tilbake`],
          post_logout_redirect_uris: [`${this.own}/logg-inn`],
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'RS256',
          jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'kadpuls', use: 'sig', alg: 'RS256' }] },
        },
      ],
      jwks: { keys: [key(kid)] },
      cookies: { keys: ['test'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['roles', 'enheter'] },
      conformIdTokenClaims: false,
      enabledJWA: { clientAuthSigningAlgValues: ['RS256'] },
      findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    });
    this.all = ['first', 'second'].map((kid) => new Provider(this.issuer, configuration(kid)));

    const env = { ...process.env, KADPULS_CONFIG: 'none', DATABASE_URL: `sqlite://${join(folder, 'kadpuls.db')}` };
    const units = join(folder, 'enheter.csv');
    writeFileSync(units, 'enhet;navn;type\nA;Enhet A;kad\nB;Enhet B;kad\n');
    const imported = spawnSync(program, ['import', 'enheter', units], { env, encoding: 'utf8' });
    if (imported.status !== 0) throw new Error(imported.stderr);
    const options = {
      addr: `127.0.0.1:${port}`,
      'oidc-issuer': this.issuer,
      'oidc-name': 'Fylkets innlogging',
      'oidc-own-address': this.own,
      'oidc-client': 'kadpuls',
      'oidc-key': file,
      'oidc-key-id': 'kadpuls',
      'oidc-roles': 'kad-admin=administrator,kad-enhet=registrator',
      'oidc-unit-claim': 'enheter',
    };
    const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    this.child = spawn(program, ['serve', ...given], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    this.child.stderr!.on('data', (text) => (log += text));
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`${this.own}/health/ready`).catch(() => undefined);
      if (answer?.ok) break;
      if (this.child.exitCode !== null || tries > 600) throw new Error(`the program isn't ready:\n${log}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  // From now on the provider signs with one key and tells one.
  keys({ signing, told }: { signing: number; told: number }) {
    Object.assign(this, { signing, told });
  }

  async stop() {
    this.child?.kill('SIGKILL');
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }
}
