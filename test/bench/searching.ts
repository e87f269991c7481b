import { streamOf, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { type Figure, figure, median, percentile } from './figures.ts';

const CHUNKS = 10_000;
const FILES = 20;
const QUERIES = 200;
const VERBS = 'open close check drain vent isolate grease replace torque inspect clean calibrate record reset prime flush'.split(' ');
const PARTS = 'valve pump bearing seal gasket motor coupling strainer filter gauge sensor actuator flange impeller shaft heater'.split(' ');
const WHY = 'before start after trip during shutdown at alarm every week when leaking under load if blocked on hold in manual'.split(' ');

/** Made-up maintenance text: seeded, so that every run searches the same. */
function section(seed: number): string {
  const pick = (words: readonly string[], step: number) => words[(seed * 7919 + step * 104_729 + ((seed * step) % 31)) % words.length] ?? '';
  const sentences = Array.from({ length: 14 }, (_, step) => `${pick(VERBS, step)} the ${pick(PARTS, step + 3)} ${pick(PARTS, step + 5)} P-${(seed * 13 + step) % 900} ${pick(WHY, step)} ${pick(WHY, step + 1)} at ${(seed + step) % 97} bar.`);
  return `## Section ${seed}\n\n${sentences.join(' ')}\n\n`;
}

async function fill(plant: TestCore, admin: Credential): Promise<number> {
  const each = CHUNKS / FILES;
  for (let file = 0; file < FILES; file++) {
    const text = Array.from({ length: each }, (_, index) => section(file * each + index)).join('');
    await plant.call('documents.upload', { filename: `made-up-${file}.md`, content: streamOf(text) }, admin);
  }
  await plant.core.ingestionIdle();
  const { documents } = await plant.call<{ documents: { chunks: number }[] }>('documents.list', {}, admin);
  return documents.reduce((sum, { chunks }) => sum + chunks, 0);
}

/** Whole `search.query` calls over about 10,000 made-up chunks: authenticated, recorded, both indexes, joined back. */
export async function searching(): Promise<Figure[]> {
  const plant = await openTestCore();
  const admin = await setUpPlant(plant);
  const owner: Credential = { kind: 'owner', tenant: null };
  const chunks = await fill(plant, admin);
  const walls: number[] = [];
  const cpu = process.cpuUsage();
  for (let query = 0; query < QUERIES; query++) {
    const started = performance.now();
    await plant.call('search.query', { query: `how to ${VERBS[query % 16]} the ${PARTS[(query * 5) % 16]} P-${query}` }, owner);
    walls.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(cpu);
  const idle: number[] = [];
  for (let call = 0; call < QUERIES; call++) {
    const started = performance.now();
    await plant.call('auth.whoami', {}, owner);
    idle.push(performance.now() - started);
  }
  await plant.close();
  const base = (share: number) => ({ name: 'a call that only says who you are', value: percentile(idle, share) });
  return [
    figure(`search p50 at ${chunks} chunks`, 'ms', median(walls), base(0.5)),
    figure(`search p95 at ${chunks} chunks`, 'ms', percentile(walls, 0.95), base(0.95)),
    figure('CPU per search, core process', 'ms', (user + system) / 1000 / QUERIES),
  ];
}
