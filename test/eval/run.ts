// Measures search: npm run eval. Prints figures; asserts nothing. See help.ts.
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EvaluationQuestion, type EvaluationReport } from '#shared/contract/evaluation.ts';
import { SEARCH_MODES } from '#shared/contract/search.ts';
import { createTextRecognition } from '#adapters/ocr/create-text-recognition.ts';
import { NO_GUARDRAILS } from '#core/guardrails/index.ts';
import { NO_OWN_PATTERNS } from '#core/policy/index.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { measureAnswers, NO_MODELS } from '#core/conversations/index.ts';
import type { KnowledgeDeps } from '#core/knowledge/index.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory, silent } from '#test/database/open-test-database.ts';
import { addPlant, callFor, invoke, openKnowledge, type OpenKnowledge, type Plant, removeData, watch } from '#test/knowledge/open-knowledge.ts';
import { ask, ranksOf } from './ask.ts';
import { bundledEmbedding } from './bundled-embedding.ts';
import { HELP } from './help.ts';
import { knownItems, type StoredChunk } from './known-items.ts';
import { type Question, readQuestions, readSampleQuestions } from './questions.ts';
import { measureRouting } from './routing/measure-routing.ts';
import { isOdd, line, percentile, type Scored, summarise } from './scores.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const CORPUS = process.env['MILLWRIGHT_CORPUS'] ?? join(ROOT, '..', 'shared', 'corpus');
const SAMPLE = join(ROOT, 'resources', 'sample-plant');
const NOT_DOCUMENTS = new Set(['SOURCES.md', 'manifest.json']);

interface Bench {
  open: OpenKnowledge;
  plant: Plant;
  embedder: Embedder;
}

/** Answers are the quoted ones: language models come with a plant, and `millwright eval --written` measures theirs. */
const quotedOnly: NonNullable<KnowledgeDeps['answering']> = (search) => measureAnswers({ search, clock: createSystemClock(), crypto: createNodeCrypto(), models: NO_MODELS, wording: async () => ({ system: '', versions: [] }), personalData: async () => ({ mode: 'off', kinds: [], passages: false, own: NO_OWN_PATTERNS }), guardrails: async () => NO_GUARDRAILS });

async function ingest({ open, plant }: Bench, folder: string): Promise<object> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !NOT_DOCUMENTS.has(entry.name)).map((entry) => entry.name).sort();
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
  const own = listed.documents.filter(({ filename }) => names.some((name) => name.normalize('NFC') === filename.normalize('NFC')));
  const sum = (of: 'pages' | 'chunks'): number => own.reduce((total, document) => total + (document[of] ?? 0), 0);
  const refused = own.flatMap(({ filename, error }) => (error === null ? [] : [{ filename, message: error.message }]));
  console.log(`${names.length} files, ${sum('pages')} pages, ${sum('chunks')} chunks in ${seconds.toFixed(1)} s`);
  for (const { filename, message } of refused) console.log(`refused  ${filename}: ${message}`);
  await (await open.vectorIndex.open(plant.tenantId, 256)).optimize();
  return { files: names.length, seconds, pages: sum('pages'), chunks: sum('chunks'), refused };
}

/** Prints a table of one set of questions; returns what goes into the report. */
async function measure(bench: Bench, title: string, questions: readonly Question[], byHalf = false): Promise<Record<string, unknown>> {
  console.log(`\n${title}\n${'mode'.padEnd(8)} ${'questions'.padEnd(10)}   n   hit@1   hit@5  MRR@20  quote@5`);
  const report: Record<string, unknown> = {};
  for (const mode of SEARCH_MODES) {
    const { scored, times } = await ask(bench.open, bench.plant, questions, mode);
    const print = (name: string, these: readonly Scored[]): void => console.log(line(mode, name, these));
    if (new Set(scored.map(({ question }) => question.kind)).size > 1) print('all', scored);
    for (const [kind, these] of [...Map.groupBy(scored, ({ question }) => question.kind)].sort()) print(kind, these);
    if (byHalf) for (const half of [true, false]) print(half ? 'odd' : 'even', scored.filter(({ question }) => isOdd(question) === half));
    const several = scored.filter(({ question }) => question.kind === 'multi-doc');
    const both = several.length === 0 ? '' : `both places in the first five: ${several.filter((each) => each.allInFive).length} of ${several.length}; `;
    console.log(`${mode.padEnd(8)} ${both}median ${percentile(times, 0.5)} ms, p95 ${percentile(times, 0.95)} ms`);
    report[mode] = { ...summarise(scored), times: [percentile(times, 0.5), percentile(times, 0.95)], questions: scored.map(({ question, ...rest }) => ({ id: question.id, kind: question.kind, ...rest })) };
    if (mode === 'hybrid' && process.argv.includes('--misses')) await printMisses(bench, scored);
  }
  return report;
}

async function printMisses({ open, plant, embedder }: Bench, scored: readonly Scored[]): Promise<void> {
  for (const { question, rank, quoteRank, first } of scored) {
    if ((quoteRank ?? rank ?? Infinity) <= 5) continue;
    const { text, vector } = await ranksOf(open, plant, question, embedder);
    console.log(`  ${question.id} place ${rank ?? '-'}, quote ${quoteRank ?? '-'} (text ${text ?? '-'}, vector ${vector ?? '-'}); first ${first ?? '-'}: ${question.question}`);
  }
}

/** What an admin gets from the same questions: the product's own measuring, stage by stage. */
async function evaluateSet({ open, plant }: Bench, title: string, lines: readonly object[]): Promise<EvaluationReport> {
  const questions = lines.map((line) => EvaluationQuestion.parse(line));
  let report: EvaluationReport | null = null;
  for await (const event of watch<{ report?: EvaluationReport }>(open.knowledge, 'evaluation.run', { questions }, callFor(plant.as('admin')))) report = event.report ?? report;
  if (report === null) throw new Error('there is no report');
  const row = (name: string, quality: EvaluationReport['stages']['vector']): void => {
    if (quality === null) return;
    const figures = [quality.hit1, quality.hit5, quality.mrr, quality.page5].map((value) => (value === null ? '    -' : value.toFixed(3)));
    console.log(`${name.padEnd(19)} ${String(quality.n).padStart(3)}   ${figures.join('   ')}`);
  };
  console.log(`\n${title}\n${'stage'.padEnd(19)}   n   hit@1   hit@5  MRR@10  page@5`);
  for (const [stage, quality] of Object.entries(report.stages)) row(stage, quality);
  for (const [kind, quality] of Object.entries(report.byKind)) row(`reranked ${kind}`, quality);
  const percent = (value: number | null): string => (value === null ? 'none asked' : `${(value * 100).toFixed(0)} %`);
  console.log(`unanswerable questions told so: ${percent(report.refusedUnanswerable)}; answerable ones wrongly: ${percent(report.refusedAnswerable)}`);
  if (report.answers !== null) {
    const { n, facts, supported, answered, rightPlace, rightQuote } = report.answers.quoted;
    console.log(`quoted answers: ${percent(supported)} of ${facts} sentences supported by what they cite; of ${n} questions ${percent(answered)} answered, ${percent(rightPlace)} cite the right place, ${percent(rightQuote)} the expected words`);
  }
  return report;
}

const linesOf = async (path: string): Promise<object[]> => (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as object);

async function storedChunks({ open, plant }: Bench): Promise<StoredChunk[]> {
  return open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) =>
    tx.rows<StoredChunk>(sql`SELECT d.filename, c.page, c.section, c.content FROM document_chunks c JOIN documents d ON d.id = c.document_id ORDER BY d.filename COLLATE "C", c.chunk_index`),
  );
}

async function evaluate(bench: Bench): Promise<Record<string, unknown>> {
  const report: Record<string, unknown> = { ingested: await ingest(bench, join(CORPUS, 'plant')) };
  report['dev by stage'] = await evaluateSet(bench, 'dev, stage by stage, as admins measure it', await linesOf(join(CORPUS, 'questions-dev.jsonl')));
  const dev = await readQuestions(join(CORPUS, 'questions-dev.jsonl'));
  report['dev'] = await measure(bench, `dev: hit@5 is the right file and page (one page off counts) among the first five`, dev, true);
  report['sample plant'] = await ingest(bench, SAMPLE);
  report['written by stage'] = await evaluateSet(bench, 'written, stage by stage', await linesOf(join(import.meta.dirname, 'written-questions.jsonl')));
  report['written'] = await measure(bench, 'written: in other words, for passages drawn at random', await readQuestions(join(import.meta.dirname, 'written-questions.jsonl')));
  report['sample'] = await measure(bench, 'sample: the sample plant, among all documents', await readSampleQuestions(join(SAMPLE, 'manifest.json')));
  report['known items'] = await measure(bench, 'known items: made from the documents', knownItems(await storedChunks(bench)));
  const { hit5 } = (report['dev'] as { hybrid: { hit5: number } }).hybrid;
  console.log(`\nhit@5 of search on the plant corpus: ${hit5.toFixed(3)} (hybrid, ${dev.length} questions)`);
  return report;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(HELP);
  const routingOnly = process.argv.includes('--routing');
  if (!routingOnly && !existsSync(join(CORPUS, 'questions-dev.jsonl'))) {
    console.error(`There is no corpus at ${CORPUS}. Set MILLWRIGHT_CORPUS to its folder.`);
    process.exitCode = 1;
    return;
  }
  const bundled = await bundledEmbedding();
  const { embedder } = bundled.current();
  if (embedder === null) throw new Error('the bundled embedding model could not be loaded');
  const data = await freshDataDirectory();
  const recognition = createTextRecognition({ workerUrl: new URL(import.meta.resolve('#adapters/ocr/recognition-worker.ts')), folder: join(data, 'languages') });
  const open = await openKnowledge(data, { embedding: bundled, recognition, answering: quotedOnly, logger: { ...silent, error: console.error } });
  try {
    const plant = await addPlant(open.database, 'Evaluation');
    await open.knowledge.start();
    const routing = await measureRouting(open.database, bundled, plant);
    const report = { routing, ...(routingOnly ? {} : await evaluate({ open, plant, embedder })) };
    await mkdir(join(ROOT, 'test-results'), { recursive: true });
    await writeFile(join(ROOT, 'test-results', 'eval.json'), JSON.stringify(report, null, 1));
  } finally {
    await open.close();
    await recognition.close();
    await removeData(data);
  }
}

await main();
