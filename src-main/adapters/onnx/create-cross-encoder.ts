import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CrossEncoder, CrossEncoderFiles } from '#core/ports/cross-encoder.ts';
import { type SupervisedWorker, WorkerLost, type Workers } from '#core/ports/workers.ts';
import { classifierOf, modelFolders, readConfig, sizeOf, tokensOf, WEIGHTS, weightsIn } from './model-folder.ts';
import type { RerankInput, RerankModelFiles, RerankResult } from './rerank-protocol.ts';

/** A trial that takes longer than this would make every search wait. */
const TRIAL_MS = 120_000;
const TRIAL_QUESTION = 'At what pressure does the safety valve open?';
const TRIAL_PASSAGES = ['The safety valve opens at 13.5 bar.', 'The galaxy rotates slowly.', ''];

export interface CrossEncoderOptions {
  workers: Workers;
  /** Folder with model folders of the admin's own. */
  directory: string;
  /** Threads for arithmetic; one less than the machine's, at least one, unless given. */
  threads?: number;
  /** Time in which a folder must not grow to count as complete. */
  settleMs?: number;
}

/** Cross-encoders run by ONNX Runtime, in a process apart from the embedding model's: a question is embedded whatever happens here. */
export function createCrossEncoder({ workers, directory, threads = Math.max(1, availableParallelism() - 1), settleMs = 400 }: CrossEncoderOptions): CrossEncoder {
  const worker = workers.supervise('embedding-worker');
  /** Loading is not stopped with the search that began it: the next one finds the model there. */
  let preparing: { key: string; done: Promise<unknown> } | undefined;

  function prepare(input: RerankInput): Promise<unknown> {
    const key = `${input.model.weights} ${input.model.sha256}`;
    if (preparing?.key !== key) {
      const done = call(worker, 'prepareReranker', input, new AbortController().signal);
      preparing = { key, done };
      done.catch(() => {
        if (preparing?.done === done) preparing = undefined;
      });
    }
    return preparing.done;
  }

  async function judge(model: RerankModelFiles, question: string, passages: readonly string[], signal: AbortSignal): Promise<Float32Array> {
    const input: RerankInput = { model, threads, question, passages };
    await Promise.race([prepare(input), whenAborted(signal)]);
    try {
      return ((await call(worker, 'rerank', input, signal)) as RerankResult).scores;
    } catch (error) {
      preparing = undefined;
      throw error;
    }
  }

  return {
    async list() {
      const first = await describeFolders(directory);
      if (first.length === 0) return [];
      await sleep(settleMs);
      const now = new Map((await describeFolders(directory)).map((files) => [files.filename, files.sizeBytes]));
      return first.filter(({ filename, sizeBytes }) => now.get(filename) === sizeBytes);
    },
    async inspect(weightsPath, signal) {
      const model = await runnable(weightsPath, null);
      const timeout = AbortSignal.timeout(TRIAL_MS);
      await judge(model, TRIAL_QUESTION, TRIAL_PASSAGES, AbortSignal.any([signal, timeout])).catch((error: unknown) => {
        if (timeout.aborted) worker.stop();
        if (timeout.aborted) throw new MillwrightError('MODEL_INVALID', `${model.name} took longer than ${TRIAL_MS / 60_000} minutes to judge three short texts.`);
        if (error instanceof MillwrightError && error.code === 'MODEL_UNAVAILABLE') throw new MillwrightError('MODEL_INVALID', `${model.name} cannot be loaded: ONNX Runtime stopped while reading its files.`, { cause: error });
        throw error;
      });
    },
    score: async ({ weightsPath, sha256 }, question, passages, signal) => judge(await runnable(weightsPath, sha256), question, passages, signal),
    unload() {
      preparing = undefined;
      worker.stop();
    },
  };
}

async function describeFolders(directory: string): Promise<CrossEncoderFiles[]> {
  const found = await Promise.all((await modelFolders(directory)).map(describeFolder));
  return found.flatMap((files) => files ?? []);
}

async function describeFolder(directory: string): Promise<CrossEncoderFiles | null> {
  const config = await readConfig(directory);
  const architecture = classifierOf(config);
  if (config === null || architecture === null) return null;
  const name = basename(directory);
  const weightsPath = (await weightsIn(directory))?.path ?? join(directory, 'onnx', 'model.onnx');
  const sizes = await Promise.all([weightsPath, `${weightsPath}_data`, join(directory, 'config.json'), join(directory, 'tokenizer.json')].map(sizeOf));
  return { name, filename: [name, 'onnx', basename(weightsPath)].join('/'), weightsPath, sizeBytes: sizes.reduce((sum, size) => sum + size, 0), architecture, contextTokens: tokensOf(config) };
}

/** Throws `MODEL_INVALID` for a folder that lacks something. */
async function runnable(weights: string, sha256: string | null): Promise<RerankModelFiles> {
  const directory = dirname(dirname(weights));
  const name = basename(directory);
  const invalid = (problem: string): MillwrightError => new MillwrightError('MODEL_INVALID', `The reranker ${name} ${problem}`);
  const config = await readConfig(directory);
  if (config === null) throw invalid('is incomplete: its config.json is missing or damaged.');
  const kinds = labelsOf(config);
  if (kinds > 1) throw invalid(`sorts texts into ${kinds} kinds. A reranker gives one number for a question and a passage.`);
  if (!(await sizeOf(join(directory, 'tokenizer.json')))) throw invalid('is incomplete: its tokenizer.json is missing.');
  const dtype = WEIGHTS.find(({ file }) => file === basename(weights))?.dtype;
  if (dtype === undefined || !(await sizeOf(weights))) throw invalid('is incomplete: there are no weights in its onnx folder.');
  return { name, directory, weights, sha256, dtype, maxTokens: tokensOf(config) };
}

function labelsOf({ id2label, num_labels: count }: Record<string, unknown>): number {
  if (typeof id2label === 'object' && id2label !== null) return Object.keys(id2label).length;
  return typeof count === 'number' ? count : 1;
}

async function call(worker: SupervisedWorker, method: 'prepareReranker' | 'rerank', input: RerankInput, signal: AbortSignal): Promise<unknown> {
  try {
    return (await worker.call(method, input, signal).next()).value;
  } catch (error) {
    if (error instanceof WorkerLost) throw new MillwrightError('MODEL_UNAVAILABLE', 'The reranker stopped. It restarts by itself.', { cause: error, detail: error.message });
    throw error;
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new MillwrightError('CANCELLED'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
