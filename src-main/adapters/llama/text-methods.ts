import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import { createFileVerifier } from './file-verifier.ts';
import type { CheckedFile, MachineUse } from './inference-protocol.ts';
import { type OpenedLlama, openLlama, type WorkerLog } from './open-llama.ts';
import type { EmbedTextsInput, EmbedTextsResult, RankTextsInput, RankTextsResult } from './text-protocol.ts';
import { openRankModel, openVectorModel, type RankModel, type VectorModel } from './text-model.ts';
import { createTurns, orAborted } from './turns.ts';

/** The one that serves, the one that is to serve, and one that judges. */
const MOST_MODELS = 3;
const DISPOSE_LIMIT_MS = 5_000;
const never = new AbortController().signal;

type Method = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>;
type Held = { users: number } & ({ vectors: VectorModel; rank?: never } | { rank: RankModel; vectors?: never });
type InTurn = ReturnType<typeof createTurns>;

/** Embedding and judging with GGUF models. Inputs come from this program's own core, so their types are taken on trust. */
export function createTextMethods(log: WorkerLog): Readonly<Record<'embedTexts' | 'countTexts' | 'rankTexts', Method>> {
  const verify = createFileVerifier();
  /** Texts of a model that is there do not wait for another that is loaded. */
  const [inTurn, loadInTurn] = [createTurns(), createTurns()];
  /** Used longest ago first. */
  const held = new Map<string, Held>();
  let llama: Promise<OpenedLlama> | undefined;

  async function load(file: CheckedFile, use: MachineUse, kind: 'vectors' | 'rank'): Promise<Held> {
    llama ??= openLlama(use, log);
    const opened = await llama;
    if (held.size >= MOST_MODELS) await dropIdle();
    const options = { threads: threadsFor(opened, use), checkTensors: false };
    try {
      return kind === 'vectors' ? { users: 0, vectors: await openVectorModel(opened, file.modelPath, options) } : { users: 0, rank: await openRankModel(opened, file.modelPath, options) };
    } catch (cause) {
      throw new MillwrightError('MODEL_UNAVAILABLE', 'The model could not be loaded into the memory of this machine.', { cause, detail: `${String(cause)}\n${await opened.lastErrors()}` });
    }
  }

  async function dropIdle(): Promise<void> {
    const idle = [...held].find(([, { users }]) => users === 0);
    if (idle === undefined) return;
    const [key, { vectors, rank }] = idle;
    held.delete(key);
    const gone = await Promise.race([(vectors ?? rank).dispose().then(() => true), pause(DISPOSE_LIMIT_MS, false)]);
    // Native memory that cannot be given back is given back by ending the process; calls are repeated in the next one.
    if (!gone) process.exit(1);
  }

  /** The model, loaded if it is not. It stays for as long as the work takes; one that nobody waits for any more is there for the next question. */
  async function withModel<T>({ use, modelPath, sha256 }: CheckedFile & { use: MachineUse }, kind: 'vectors' | 'rank', signal: AbortSignal, work: (model: Held) => Promise<T>): Promise<T> {
    const file = { modelPath, sha256 };
    const key = keyOf(file);
    const taking = loadInTurn(async () => {
      await verify(file, never, () => undefined);
      const found = held.get(key) ?? (await load(file, use, kind));
      held.delete(key);
      held.set(key, found);
      found.users += 1;
      return found;
    });
    const model = await orAborted(taking, signal).catch((error: unknown) => {
      taking.then((taken) => (taken.users -= 1), () => undefined);
      throw error;
    });
    try {
      return await work(model);
    } finally {
      model.users -= 1;
    }
  }

  return {
    embedTexts: (raw, { signal }) => {
      const input = raw as EmbedTextsInput;
      return withModel(input, 'vectors', signal, async ({ vectors: model }) => embedAll(needed(model), input.texts, inTurn, signal));
    },
    countTexts: (raw, { signal }) => {
      const input = raw as EmbedTextsInput;
      return withModel(input, 'vectors', signal, async ({ vectors: model }) => ({ counts: input.texts.map(needed(model).count) }));
    },
    rankTexts: (raw, { signal }) => {
      const input = raw as RankTextsInput;
      return withModel(input, 'rank', signal, async ({ rank: model }) => rankAll(needed(model), input, inTurn, signal));
    },
  };
}

/** One fewer than the machine's cores, or as many as was said: more threads than free cores is ruinous. */
export const threadsFor = ({ llama }: OpenedLlama, { threads }: MachineUse): number => threads ?? Math.max(1, llama.cpuMathCores - 1);

/** A turn for each text, so that a question does not wait for all texts of a document. */
async function embedAll(model: VectorModel, texts: readonly string[], inTurn: InTurn, signal: AbortSignal): Promise<EmbedTextsResult> {
  const vectors = new Float32Array(texts.length * model.dimension);
  for (const [n, text] of texts.entries()) {
    signal.throwIfAborted();
    vectors.set(await inTurn(() => model.embed(text)), n * model.dimension);
  }
  return { vectors };
}

async function rankAll(model: RankModel, { question, passages }: RankTextsInput, inTurn: InTurn, signal: AbortSignal): Promise<RankTextsResult> {
  const scores = new Float32Array(passages.length);
  for (const [n, passage] of passages.entries()) {
    signal.throwIfAborted();
    scores[n] = await inTurn(() => model.rank(question, passage));
  }
  return { scores };
}

const keyOf = ({ modelPath, sha256 }: CheckedFile): string => `${modelPath} ${sha256}`;

function needed<T>(model: T | undefined): T {
  if (model === undefined) throw new MillwrightError('INTERNAL', undefined, { detail: 'a model that was loaded for another use' });
  return model;
}
