import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import { createTestWorkers, quietLogger } from '#test/support/test-workers.ts';
import { type Figure, figureOfPairs, inTurn } from './figures.ts';

const directory = resolve(import.meta.dirname, '../../models/millwright-embed-small');
const SENTENCES = ['The feed pump is started against a closed valve.', 'Both bearings are watched for an hour.', 'The seal is replaced when it weeps more than ten drops a minute.', 'Isolate the motor before the coupling guard is taken off.'];

/** Texts of one to about thirty sentences, as chunks are, no two alike. */
const texts = (round: number): string[] => Array.from({ length: 256 }, (_, n) => `Part ${round}.${n}. ${Array.from({ length: 1 + ((n * 37) % 30) }, (__, at) => SENTENCES[(n + at) % SENTENCES.length]).join(' ')}`);

/** Texts a second that the product embeds, against ONNX Runtime alone with the same model, on one thread each. */
export async function embedding(rounds: number): Promise<Figure[]> {
  const { workers, killAll } = createTestWorkers();
  const ours = await createEmbedding({ workers, logger: quietLogger, threads: 1, installedDirectory: null, bundledDirectory: directory });
  const { embedder } = ours.current();
  if (!embedder) throw new Error('the bundled model is not there');
  const raw = fork(join(import.meta.dirname, 'raw-onnx-child.ts'), [directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(raw, 'message');
  const askRaw = async (batch: readonly string[]): Promise<number> => {
    raw.send(batch);
    return ((await once(raw, 'message'))[0] as { perSecond: number }).perSecond;
  };
  const askOurs = async (batch: readonly string[]): Promise<number> => {
    const startedAt = performance.now();
    await embedder.embed(batch);
    return (batch.length * 1_000) / (performance.now() - startedAt);
  };
  for (const warmUp of [-2, -1]) for (const ask of [askOurs, askRaw]) await ask(texts(warmUp));
  const pairs = await inTurn(rounds, (round) => askOurs(texts(round)), (round) => askRaw(texts(round)));
  raw.kill();
  await ours.close();
  killAll();
  return [figureOfPairs('texts embedded, 1 thread', 'texts/s', pairs, 'ONNX Runtime alone')];
}
