// Does our whole job in a process of its own: millwright-child.ts split|ingest PDF…
import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readFile } from '#adapters/readers/read-file.ts';
import { loadPdfEngine } from '#adapters/readers/pdf/pdf-engine.ts';
import { DEFAULT_READER_LIMITS } from '#adapters/readers/reader-limits.ts';
import { createChunker } from '#core/knowledge/chunking/create-chunker.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { openTestCore, setUpPlant } from '#test/support/test-core.ts';
import type { PipelineCost } from './pipelines.ts';

type Cost = Omit<PipelineCost, 'peakMb'>;

const [job, ...paths] = process.argv.slice(2);
const cost = await (job === 'split' ? loadAndSplit() : ingest());
process.send?.({ ...cost, peakMb: process.resourceUsage().maxRSS / 1024 } satisfies PipelineCost, () => process.exit(0));

/** Reading with positions and cutting into chunks, in this process. */
async function loadAndSplit(): Promise<Cost> {
  let [pages, chunks] = [0, 0];
  await loadPdfEngine();
  const spent = stopwatch();
  for (const path of paths) {
    const chunker = createChunker();
    let seen = 0;
    const onParts = async (next: readonly DocumentPart[]): Promise<void> => {
      for (const part of next) chunks += [...chunker.chunksOf(part, seen++)].length;
    };
    const summary = await readFile({ path, filename: path }, DEFAULT_READER_LIMITS, { onProgress: () => undefined, onParts });
    pages += summary.pages ?? 0;
  }
  return { pages, chunks, ...spent() };
}

/** The product: stored durably, read in worker threads, embedded in a worker process, indexed for both searches. */
async function ingest(): Promise<Cost> {
  const plant = await openTestCore();
  const admin = await setUpPlant(plant);
  const spent = stopwatch();
  for (const path of paths) await plant.call('documents.upload', { filename: basename(path), content: { stream: createReadStream(path) } }, admin);
  await plant.core.ingestionIdle();
  const { documents } = await plant.call<{ documents: { pages: number | null; chunks: number }[] }>('documents.list', {}, admin);
  const { wallMs } = spent();
  await plant.close();
  const [pages, chunks] = [documents.reduce((sum, { pages }) => sum + (pages ?? 0), 0), documents.reduce((sum, { chunks }) => sum + chunks, 0)];
  return { pages, chunks, cpuMs: spent().cpuMs, wallMs };
}

/** CPU is that of this process and of its children that have ended by then; where there is no /proc, of this process alone. */
function stopwatch(): () => Pick<Cost, 'wallMs' | 'cpuMs'> {
  const [wall, own, children] = [performance.now(), process.cpuUsage(), endedChildrenCpuMs()];
  return () => {
    const { user, system } = process.cpuUsage(own);
    return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 + endedChildrenCpuMs() - children };
  };
}

function endedChildrenCpuMs(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticksPerSecond = 100;
    return ((Number(fields[13]) + Number(fields[14])) * 1000) / ticksPerSecond;
  } catch {
    return 0;
  }
}
