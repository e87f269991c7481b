import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, type Cost, type Figure, figure, median } from './figures.ts';

const CHILD = join(import.meta.dirname, 'start-child.ts');

async function start(what: 'core' | 'bare', directory: string): Promise<Cost> {
  const child = fork(CHILD, [what, directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [cost] = (await once(child, 'message')) as [Cost];
  await once(child, 'exit');
  return cost;
}

/** From the start of the process until the core is ready, against opening nothing but the embedded database. */
export async function startUp(rounds: number): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  const first = await start('core', directory);
  await start('bare', directory);
  const { ours, baseline } = await alternate(rounds, () => start('core', directory), () => start('bare', directory));
  await rm(directory, { recursive: true, force: true });
  const bare = (of: keyof Cost) => ({ name: 'PGlite alone', value: median(baseline.map((cost) => cost[of])) });
  return [
    figure('first start, empty directory, wall', 'ms', first.wallMs),
    figure('start to ready, wall', 'ms', median(ours.map(({ wallMs }) => wallMs)), bare('wallMs')),
    figure('start to ready, CPU', 'ms', median(ours.map(({ cpuMs }) => cpuMs)), bare('cpuMs')),
  ];
}
