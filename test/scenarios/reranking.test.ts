import { cpSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationReport } from '#shared/contract/evaluation.ts';
import type { InstalledModel } from '#shared/contract/models.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Mode, Reranked } from '#shared/contract/system.ts';
import { createForkSpawner } from '#adapters/child-process/create-fork-spawner.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { makeCrossEncoder } from '#test/support/onnx/make-cross-encoder.ts';
import { openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const QUESTION = 'What is the maximum pressure that the vessel V-7 can take at the top?';
/** Says the words of the question close together: the best by features. */
const WORDS = 'Vessel V-7 top: take maximum pressure 6 bar.';
/** Shares the most word pieces with the question: the best by the made-up cross-encoder. */
const SENTENCE = 'What is it that the hall can hold at the end of the day? The vessel is one thing. Nobody there ever looked at the other. The pressure is another.';

let test: TestCore;
let admin: Credential;
/** While on, the process of the cross-encoder ends when it is asked to rank. */
let deadly = false;

beforeAll(async () => {
  const program = findProgramFiles();
  const fork = createForkSpawner(program.entry);
  test = await openTestCore(undefined, {
    spawn: (entry) => {
      const started = fork(entry);
      return {
        ...started,
        send: (message) => {
          if (deadly && (message as { method?: string }).method === 'rerank') started.kill();
          else started.send(message);
        },
      };
    },
  });
  admin = await setUpPlant(test);
  for (const [filename, text] of [['words.md', WORDS], ['sentence.md', SENTENCE], ['other.md', 'The label printer wants new ribbon.']]) {
    await test.call('documents.upload', { filename, content: streamOf(text ?? ''), label: 'internal', tags: [] }, admin);
  }
  await test.core.ingestionIdle();
});
afterAll(() => test.close());

const search = (): Promise<{ results: Passage[]; reranking: Reranked }> => test.call('search.query', { query: QUESTION, top: 5 }, admin);
const modelNamed = async (name: string): Promise<InstalledModel | undefined> => (await test.call<{ models: InstalledModel[] }>('models.list', {}, admin)).models.find((model) => model.name === name);
const searchMode = async (): Promise<Mode['search']> => (await test.call<Mode>('system.mode', {}, admin)).search;
const order = (results: readonly Passage[]): string[] => results.map(({ document }) => document.filename);

describe('a reranker', () => {
  it('is asked for nothing where none is installed, and nothing says that one is missing', async () => {
    const { results, reranking } = await search();
    expect(order(results)[0]).toBe('words.md');
    expect(reranking).toEqual({ model: null, reason: null });
    expect((await searchMode()).rerank).toEqual({ model: null, reason: null });
    const question = { id: 1, question: QUESTION, file: 'sentence.md' };
    const report = await evaluate(question);
    expect(report.stages.ranked).toBeNull();
    expect(report.stages.reranked.hit1).toBe(0);
  });

  it('laid into the models folder, puts the results into its order, and every place says so', async () => {
    makeCrossEncoder(join(test.dataDirectory, 'models', 'plant-reranker'));
    await expect.poll(() => modelNamed('plant-reranker'), { timeout: 15_000 }).toMatchObject({ format: 'onnx', status: 'ready', roles: ['rerank'], architecture: 'BertForSequenceClassification', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { results, reranking } = await search();
    expect(order(results).slice(0, 2)).toEqual(['sentence.md', 'words.md']);
    expect(reranking).toEqual({ model: 'plant-reranker', reason: null });
    for (const { score, scores } of results) expect(scores).toMatchObject({ text: expect.anything(), fused: expect.anything(), rerank: score });
    expect(results[0]?.score).toBeGreaterThan(results[1]?.score ?? 1);
    expect(await searchMode()).toMatchObject({ mode: 'hybrid', rerank: { model: 'plant-reranker', reason: null } });
  });

  it('has a stage of its own where search is measured', async () => {
    const report = await evaluate({ id: 1, question: QUESTION, file: 'sentence.md' });
    expect(report.stages.ranked).toMatchObject({ n: 1, hit1: 0 });
    expect(report.stages.reranked).toMatchObject({ n: 1, hit1: 1 });
  });

  it('is no model for answers or vectors, and can be taken off its work and put back', async () => {
    const id = (await modelNamed('plant-reranker'))?.id;
    await expect(test.call('models.assign', { role: 'fast', id }, admin)).rejects.toThrow('plant-reranker orders search results and cannot write answers.');
    await expect(test.call('models.assign', { role: 'embed', id }, admin)).rejects.toThrow(/plant-reranker orders search results\. Search by meaning needs an embedding model/);
    const embedder = (await modelNamed('millwright-embed-small'))?.id;
    await expect(test.call('models.assign', { role: 'rerank', id: embedder }, admin)).rejects.toThrow(/makes search vectors\. Ranking results needs a cross-encoder/);
    await test.call('models.assign', { role: 'rerank', id: null }, admin);
    expect((await search()).reranking).toEqual({ model: null, reason: null });
    expect((await modelNamed('plant-reranker'))?.roles).toEqual([]);
    await test.call('models.assign', { role: 'rerank', id }, admin);
    expect((await search()).reranking.model).toBe('plant-reranker');
  });

  it('whose process ends leaves the results in the order they had, says so, and ranks again afterwards', async () => {
    deadly = true;
    const { results, reranking } = await search();
    expect(order(results)[0]).toBe('words.md');
    expect(reranking).toEqual({ model: null, reason: 'The reranker plant-reranker did not order the results. The reranker stopped. It restarts by itself.' });
    expect(await searchMode()).toMatchObject({ mode: 'hybrid', rerank: { model: null, reason: expect.stringContaining('It restarts by itself.') } });
    deadly = false;
    expect((await search()).reranking).toEqual({ model: 'plant-reranker', reason: null });
    expect((await searchMode()).rerank.model).toBe('plant-reranker');
  });

  it('that cannot be used is refused with a sentence, and does not stand in the way of one that can', async () => {
    cpSync(join(test.dataDirectory, 'models', 'plant-reranker'), join(test.dataDirectory, 'models', '.half'), { recursive: true });
    writeFileSync(join(test.dataDirectory, 'models', '.half', 'onnx', 'model.onnx'), 'not a model at all');
    renameSync(join(test.dataDirectory, 'models', '.half'), join(test.dataDirectory, 'models', 'broken-reranker'));
    await expect.poll(() => modelNamed('broken-reranker'), { timeout: 15_000 }).toMatchObject({ status: 'refused', problem: expect.stringMatching(/^broken-reranker cannot be loaded: its files are damaged/), roles: [] });
    expect((await search()).reranking.model).toBe('plant-reranker');
  });

  it('is there after a restart, and removing it removes its folder', async () => {
    await test.restart();
    expect((await search()).reranking.model).toBe('plant-reranker');
    await test.call('models.remove', { id: (await modelNamed('plant-reranker'))?.id }, admin);
    expect(await modelNamed('plant-reranker')).toBeUndefined();
    expect((await search()).reranking.model).toBeNull();
  });
});

async function evaluate(question: object): Promise<EvaluationReport> {
  for await (const event of await test.events<{ type: string; report?: EvaluationReport }>('evaluation.run', { questions: [question] }, admin)) {
    if (event.report !== undefined) return event.report;
  }
  throw new Error('no report');
}
