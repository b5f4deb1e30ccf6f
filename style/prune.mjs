// Takes out of a stylesheet what no page uses: `node prune.mjs IN OUT`. What pages use is what the Rust sources name,
// so a class put together at run time has to be named whole somewhere.
import fs from 'node:fs';
import { PurgeCSS } from 'purgecss';

const [from, to] = process.argv.slice(2);
const root = new URL('..', import.meta.url).pathname;
const sources = ['app/src', 'crates/charts/src', 'server/src'].map((folder) => `${root}${folder}/**/*.rs`);
const [pruned] = await new PurgeCSS().purge({
  content: sources,
  css: [{ raw: fs.readFileSync(from, 'utf8') }],
  variables: true,
});
fs.writeFileSync(to, pruned.css);
