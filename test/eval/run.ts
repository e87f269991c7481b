// Measures search on the plant corpus: npm run eval. Prints figures; asserts nothing.
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Embedding } from '#core/ports/embedder.ts';
import { freshDataDirectory, silent } from '#test/database/open-test-database.ts';
import { addPlant, callFor, invoke, openKnowledge, type OpenKnowledge, type Plant, removeData } from '#test/knowledge/open-knowledge.ts';
import { bundledEmbedding } from './bundled-embedding.ts';
import { readQuestions } from './questions.ts';
import { score, type Scored, summarise } from './scores.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const CORPUS = process.env['MILLWRIGHT_CORPUS'] ?? join(ROOT, '..', 'shared', 'corpus');
const MODES = ['keyword', 'hybrid'] as const;

interface Refused {
  filename: string;
  message: string;
}

async function ingest(open: OpenKnowledge, plant: Plant): Promise<{ files: number; seconds: number; pages: number; chunks: number; refused: Refused[] }> {
  const folder = join(CORPUS, 'plant');
  const names = (await readdir(folder)).filter((name) => name !== 'SOURCES.md').sort();
  const began = performance.now();
  for (const filename of names) {
    const content = { stream: createReadStream(join(folder, filename)) };
    await invoke(open.knowledge, 'documents.upload', { filename, content, label: 'internal', tags: [] }, callFor(plant.as('admin')));
  }
  await open.knowledge.ingestion.idle();
  const seconds = (performance.now() - began) / 1000;
  const listed = await invoke<{ documents: { filename: string; pages: number | null; chunks: number; error: { message: string } | null }[] }>(
    ...[open.knowledge, 'documents.list', {}, callFor(plant.as('admin'))] as const,
  );
  const sum = (of: 'pages' | 'chunks'): number => listed.documents.reduce((total, document) => total + (document[of] ?? 0), 0);
  const refused = listed.documents.flatMap(({ filename, error }) => (error === null ? [] : [{ filename, message: error.message }]));
  return { files: names.length, seconds, pages: sum('pages'), chunks: sum('chunks'), refused };
}

async function ask(open: OpenKnowledge, plant: Plant, questions: Awaited<ReturnType<typeof readQuestions>>): Promise<{ scored: Scored[]; medianMs: number }> {
  const scored: Scored[] = [];
  const times: number[] = [];
  for (const question of questions) {
    const began = performance.now();
    const { results, mode } = await open.knowledge.retrieval.search(plant.as('user'), question.question, { top: 20, signal: new AbortController().signal });
    times.push(performance.now() - began);
    scored.push(score(question, mode, results));
  }
  return { scored, medianMs: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0 };
}

function print(title: string, scored: readonly Scored[]): void {
  const kinds = [...new Set(scored.map(({ question }) => question.kind))].sort();
  for (const kind of ['all', ...kinds]) {
    const these = kind === 'all' ? scored : scored.filter(({ question }) => question.kind === kind);
    const { questions, hit1, hit5, mrr, quote5 } = summarise(these);
    const cells = [hit1, hit5, mrr, quote5].map((value) => value.toFixed(3)).join('   ');
    console.log(`${title.padEnd(8)} ${kind.padEnd(10)} ${String(questions).padStart(3)}   ${cells}`);
  }
}

async function main(): Promise<void> {
  if (!existsSync(join(CORPUS, 'questions-dev.jsonl'))) {
    console.error(`There is no corpus at ${CORPUS}. Set MILLWRIGHT_CORPUS to its folder.`);
    process.exitCode = 1;
    return;
  }
  const questions = (await readQuestions(join(CORPUS, 'questions-dev.jsonl'))).filter(({ kind }) => kind !== 'unanswerable');
  const bundled = await bundledEmbedding();
  let hybrid = true;
  const embedding: Embedding = {
    current: () => (hybrid ? bundled.current() : { embedder: null, reason: 'switched off to measure keyword search' }),
    close: () => bundled.close(),
  };
  const data = await freshDataDirectory();
  const open = await openKnowledge(data, { embedding, logger: { ...silent, error: console.error } });
  try {
    const plant = await addPlant(open.database, 'Evaluation');
    await open.knowledge.start();
    const ingested = await ingest(open, plant);
    console.log(`${ingested.files} files, ${ingested.pages} pages, ${ingested.chunks} chunks in ${ingested.seconds.toFixed(1)} s`);
    for (const { filename, message } of ingested.refused) console.log(`refused  ${filename}: ${message}`);
    await (await open.vectorIndex.open(plant.tenantId, 256)).optimize();
    console.log(`\n${'mode'.padEnd(8)} ${'kind'.padEnd(10)}   n   hit@1   hit@5   MRR@20  quote@5`);
    const report: Record<string, unknown> = { ingested };
    for (const mode of MODES) {
      hybrid = mode === 'hybrid';
      const { scored, medianMs } = await ask(open, plant, questions);
      print(mode, scored);
      const several = scored.filter(({ question }) => question.kind === 'multi-doc');
      console.log(`${mode.padEnd(8)} both places in the first five: ${several.filter((each) => each.allInFive).length} of ${several.length}; median ${medianMs.toFixed(1)} ms\n`);
      report[mode] = { ...summarise(scored), medianMs, questions: scored.map(({ question, ...rest }) => ({ id: question.id, kind: question.kind, ...rest })) };
    }
    await mkdir(join(ROOT, 'test-results'), { recursive: true });
    await writeFile(join(ROOT, 'test-results', 'eval.json'), JSON.stringify(report, null, 1));
  } finally {
    await open.close();
    await removeData(data);
  }
}

await main();
