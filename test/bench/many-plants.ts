import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figure, figure } from './figures.ts';

interface Report {
  readyMs: number;
  readyRssBytes: number;
  searchMs: number;
  searchedRssBytes: number;
}

const CHILD = join(import.meta.dirname, 'many-plants-child.ts');
const MB = 1024 ** 2;

async function run<T>(...args: string[]): Promise<T> {
  const child = fork(CHILD, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message] = (await once(child, 'message')) as [T];
  await once(child, 'exit');
  return message;
}

/** What so many plants in one data directory cost, each with a document, against one plant. */
export async function manyPlants(count: number): Promise<Figure[]> {
  const directories = { one: await run<string>('fill', '1'), many: await run<string>('fill', String(count)) };
  const one = await run<Report>('measure', directories.one);
  const many = await run<Report>('measure', directories.many);
  for (const directory of Object.values(directories)) await rm(directory, { recursive: true, force: true });
  const against = (value: number) => ({ name: 'one plant', value });
  return [
    figure(`${count} plants: start to ready`, 'ms', many.readyMs, against(one.readyMs)),
    figure(`${count} plants: memory when ready`, 'MB', many.readyRssBytes / MB, against(one.readyRssBytes / MB)),
    figure(`${count} plants: memory after a search in each`, 'MB', many.searchedRssBytes / MB, against(one.searchedRssBytes / MB)),
    figure(`${count} plants: a plant's first search, median`, 'ms', many.searchMs, against(one.searchMs)),
  ];
}
