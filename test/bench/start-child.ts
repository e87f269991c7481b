// Opens what it is told to and reports what that cost, from the start of the process.
import { PGlite } from '@electric-sql/pglite';
import { quietLogger } from '#test/support/test-workers.ts';
import { openCore } from '#hosts/compose.ts';

const [what, directory] = process.argv.slice(2);
if (!directory) throw new Error('name a data directory');

const close = what === 'core' ? await openApp(directory) : await openBareDatabase(directory);
const { user, system } = process.cpuUsage();
process.send?.({ wallMs: performance.now(), cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() });
await close();
process.exit(0);

async function openApp(dataDirectory: string): Promise<() => Promise<void>> {
  const core = await openCore({ dataDirectory, shell: 'appliance', logger: quietLogger });
  await core.pipeline.invoke({ operation: 'system.ready', input: {}, credential: { kind: 'none' }, caller: 'bench', signal: new AbortController().signal });
  return core.close;
}

async function openBareDatabase(folder: string): Promise<() => Promise<void>> {
  const database = await PGlite.create(`${folder}/bare`);
  await database.query('SELECT 1');
  return () => database.close();
}
