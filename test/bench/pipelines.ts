import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Figure, figure, median } from './figures.ts';
import { pdftotextCpuMs } from './pdftotext.ts';

/** What one run over the same files cost, in a process of its own. */
export interface PipelineCost {
  pages: number;
  chunks: number;
  wallMs: number;
  cpuMs: number;
  /** Largest resident memory of the process itself. */
  peakMb: number;
  /** CPU of loading and splitting, where it was measured apart. */
  splitCpuMs?: number;
}

const PEERS = [
  { name: 'LlamaIndex.TS', module: 'llamaindex' },
  { name: 'LangChain.js', module: 'langchain' },
];
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Loads, splits, embeds and stores the same PDFs with the same embedding model as the libraries a person would use instead. */
export async function pipelines(rounds: number, pdfs: readonly string[]): Promise<Figure[]> {
  if (!existsSync(path('peers/node_modules'))) {
    console.log('\npeers: SKIPPED. They are not part of Millwright: `npm install --prefix test/bench/peers` brings them.');
    return [];
  }
  const poppler: number[] = [];
  const runs = new Map<string, PipelineCost[]>();
  const note = (side: string, cost: PipelineCost): unknown => runs.set(side, [...(runs.get(side) ?? []), cost]);
  for (let round = 0; round < rounds; round++) {
    note('split', await run('millwright-child.ts', ['split', ...pdfs]));
    note('ingest', await run('millwright-child.ts', ['ingest', ...pdfs]));
    for (const peer of PEERS) note(peer.name, await run('peers/measure-peer.mjs', [peer.module, ...pdfs]));
    poppler.push((await pdftotextCpuMs(pdfs)) ?? Number.NaN);
    note('split twice', await run('millwright-child.ts', ['split', ...pdfs, ...pdfs]));
    for (const peer of PEERS) note(`${peer.name} twice`, await run('peers/measure-peer.mjs', [peer.module, '--split-only', ...pdfs, ...pdfs]));
  }
  const of = (side: string, value: (cost: PipelineCost) => number): number => median((runs.get(side) ?? []).map(value));
  const pages = of('split', (cost) => cost.pages);
  const perSecond = (count: number, cpuMs: number): number => (1000 * count) / cpuMs;
  const pdftotext = { name: 'pdftotext -bbox', value: perSecond(pages, median(poppler)) };
  return [
    figure('PDF pages a CPU second, engine compiled on the way', 'pages/s', perSecond(pages, of('split', (cost) => cost.cpuMs)), pdftotext),
    figure('PDF pages a CPU second, the same files twice', 'pages/s', perSecond(2 * pages, of('split twice', (cost) => cost.cpuMs)), pdftotext),
    ...PEERS.flatMap(({ name }) => [
      figure(`load + split with positions, ${pages} pages, CPU`, 'ms', of('split', (cost) => cost.cpuMs), { name, value: of(name, (cost) => cost.splitCpuMs ?? Number.NaN) }),
      figure(`load + split with positions, the same files twice: ${2 * pages} pages, CPU`, 'ms', of('split twice', (cost) => cost.cpuMs), { name, value: of(`${name} twice`, (cost) => cost.splitCpuMs ?? Number.NaN) }),
      figure('load, split, embed, store: wall', 'ms', of('ingest', (cost) => cost.wallMs), { name: `${name}, kept in memory only`, value: of(name, (cost) => cost.wallMs) }),
      figure('load, split, embed, store: CPU', 'ms', of('ingest', (cost) => cost.cpuMs), { name: `${name}, kept in memory only`, value: of(name, (cost) => cost.cpuMs) }),
      figure('largest memory of the main process', 'MB', of('ingest', (cost) => cost.peakMb), { name, value: of(name, (cost) => cost.peakMb) }),
    ]),
  ];
}

function run(script: string, args: readonly string[]): Promise<PipelineCost> {
  return new Promise((resolve, reject) => {
    const child = fork(path(script), args, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let cost: PipelineCost | null = null;
    child.on('message', (message) => (cost = message as PipelineCost));
    child.on('error', reject);
    child.on('exit', (code) => (cost === null ? reject(new Error(`${script} ended with ${code} and no figures`)) : resolve(cost)));
  });
}
