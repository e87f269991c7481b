import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { readWhole } from '#test/readers/reading.ts';
import { costOf, type Figure, figure, median } from './figures.ts';

const program = findProgramFiles();
const PLANT = join(process.env['MILLWRIGHT_CORPUS'] ?? join(program.root, '..', 'shared', 'corpus'), 'plant');

/** Parts (pages, slides, sheets' pieces, sections) a CPU second by format, read in a worker that has read before. */
export async function formats(rounds: number): Promise<Figure[]> {
  const folder = existsSync(PLANT) ? PLANT : program.resource('sample-plant');
  const names = (await readdir(folder)).filter((name) => extname(name) !== '');
  const byFormat = Map.groupBy(names, (name) => extname(name).slice(1).toLowerCase());
  const figures: Figure[] = [];
  for (const [format, files] of [...byFormat].sort(([a], [b]) => a.localeCompare(b))) figures.push(await speedOf(format, files.map((name) => join(folder, name)), rounds));
  return figures;
}

async function speedOf(format: string, paths: readonly string[], rounds: number): Promise<Figure> {
  const reader = createReaderPool({ workerUrl: program.entryUrl('reader-worker'), size: 1 });
  const bytes = (await Promise.all(paths.map((path) => stat(path)))).reduce((sum, { size }) => sum + size, 0);
  let parts = 0;
  const readAll = async (): Promise<void> => {
    parts = 0;
    for (const path of paths) parts += (await readWhole(reader, { path, filename: path })).parts.length;
  };
  await readAll();
  const costs = [];
  for (let round = 0; round < rounds; round++) costs.push(await costOf(readAll));
  await reader.close();
  return figure(`read ${format}: ${paths.length} files, ${(bytes / 1e6).toFixed(1)} MB`, 'parts / CPU s', parts / (median(costs.map(({ cpuMs }) => cpuMs)) / 1000));
}
