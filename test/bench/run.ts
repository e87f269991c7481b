// Prints what things cost on this machine: npm run bench [-- PART …]. Medians of alternating runs; nothing is asserted.
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { agents } from './agents.ts';
import { answerCache } from './answer-cache.ts';
import { auditing } from './audit.ts';
import { conversations } from './conversations.ts';
import { decoding } from './decoding.ts';
import { embedding } from './embedding.ts';
import { type Figure, printFigures } from './figures.ts';
import { formats } from './formats.ts';
import { gateway } from './gateway.ts';
import { inference } from './inference.ts';
import { ingestion, pdfs } from './ingestion.ts';
import { manyPlants } from './many-plants.ts';
import { pipelines } from './pipelines.ts';
import { privacy } from './privacy.ts';
import { routing } from './routing.ts';
import { searching } from './searching.ts';
import { startUp } from './start-up.ts';
import { tools } from './tools.ts';
import { vectorSearch } from './vector-search.ts';

const PARTS: Record<string, () => Promise<Figure[]>> = {
  start: () => startUp(5),
  ingest: () => ingestion(3),
  formats: () => formats(3),
  peers: async () => pipelines(3, await pdfs()),
  search: () => searching(),
  vectors: () => vectorSearch(),
  plants: () => manyPlants(120),
  gateway: () => gateway(5),
  audit: () => auditing(5),
  privacy: () => privacy(),
  routing: () => routing(),
  tools: () => tools(),
  agents: () => agents(),
  cache: () => answerCache(),
  decode: () => decoding(15),
  conversations: () => conversations(1),
  embed: () => embedding(31),
  // All that is measured of models, in one run.
  inference: async () => [...(await decoding(15)), ...(await inference(2)), ...(await embedding(31)), ...(await answerCache())],
};

const wanted = process.argv.slice(2);
const results: Record<string, Figure[]> = {};
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, ${(totalmem() / 1024 ** 3).toFixed(0)} GB, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`);
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  results[name] = await measure();
  printFigures(name, results[name]);
}
await mkdir('test-results', { recursive: true });
await writeFile('test-results/bench.json', `${JSON.stringify(results, null, 2)}\n`);
console.log('\nAlso in test-results/bench.json');
