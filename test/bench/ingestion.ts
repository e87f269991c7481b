import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { readWhole } from '#test/readers/reading.ts';
import { openTestCore, setUpPlant } from '#test/support/test-core.ts';
import { alternate, type Cost, costOf, type Figure, figure, median } from './figures.ts';

const program = findProgramFiles();
const CORPUS = process.env['MILLWRIGHT_CORPUS'] ?? join(program.root, '..', 'shared', 'corpus');
const SAMPLE = program.resource('sample-plant');

/** PDFs to read: five manuals of the corpus where it is at hand, else the sample plant's. */
export async function pdfs(): Promise<string[]> {
  const folder = join(CORPUS, 'plant');
  if (!existsSync(folder)) console.log('  The corpus is not here: the few pages of the sample plant stand in, so pages/s say little.');
  const from = existsSync(folder) ? folder : SAMPLE;
  const names = (await readdir(from)).filter((name) => name.endsWith('.pdf')).sort();
  const wanted = names.filter((name) => from === SAMPLE || /EPANET_User|RS274|WST_user|MiniPLC User|V2I_Hub/.test(name));
  return wanted.map((name) => join(from, name));
}

async function wholePipeline(paths: readonly string[]): Promise<Cost & { pages: number }> {
  const plant = await openTestCore();
  const admin = await setUpPlant(plant);
  const cost = await costOf(async () => {
    for (const path of paths) await plant.call('documents.upload', { filename: path, content: { stream: createReadStream(path) } }, admin);
    await plant.core.ingestionIdle();
  });
  const { documents } = await plant.call<{ documents: { pages: number | null }[] }>('documents.list', {}, admin);
  await plant.close();
  return { ...cost, pages: documents.reduce((sum, { pages }) => sum + (pages ?? 0), 0) };
}

async function readingAlone(paths: readonly string[]): Promise<Cost> {
  const reader = createReaderPool({ workerUrl: program.entryUrl('reader-worker') });
  const cost = await costOf(() => Promise.all(paths.map((path) => readWhole(reader, { path, filename: path }))));
  await reader.close();
  return cost;
}

/** Pages a second from upload to searchable, against reading the same pages and doing nothing with them. */
export async function ingestion(rounds: number): Promise<Figure[]> {
  const paths = await pdfs();
  let pages = 0;
  const ours = async () => {
    const run = await wholePipeline(paths);
    pages = run.pages;
    return run;
  };
  const sides = await alternate(rounds, ours, () => readingAlone(paths));
  const rate = (costs: Cost[]) => pages / (median(costs.map(({ wallMs }) => wallMs)) / 1000);
  const cpu = (costs: Cost[]) => median(costs.map(({ cpuMs }) => cpuMs)) / pages;
  return [
    figure(`ingest ${pages} PDF pages, stored to searchable`, 'pages/s', rate(sides.ours), { name: 'reading alone', value: rate(sides.baseline) }),
    figure('CPU of core and readers (embedding not counted)', 'ms/page', cpu(sides.ours), { name: 'reading alone', value: cpu(sides.baseline) }),
  ];
}
