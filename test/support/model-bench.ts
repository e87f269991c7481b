import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LlamaInferenceOptions, createLlamaInference } from '#adapters/llama/create-llama-inference.ts';
import type { GenerateEvent, GenerateRequest, Inference } from '#core/ports/inference.ts';
import { type TestWorkers, createTestWorkers, quietLogger } from './test-workers.ts';

/** Real llama.cpp on one thread, and a folder for models that is gone afterwards. */
export interface ModelBench extends TestWorkers {
  inference: Inference;
  folder: string;
  /** A request to a model file with its checksum as it is now. */
  request(path: string, overrides?: Partial<GenerateRequest>): GenerateRequest;
  close(): Promise<void>;
}

export function openModelBench(options: Partial<LlamaInferenceOptions> = {}): ModelBench {
  const testWorkers = createTestWorkers();
  const folder = mkdtempSync(join(tmpdir(), 'millwright-models-'));
  const inference = createLlamaInference({ workers: testWorkers.workers, logger: quietLogger, threads: 1, gpu: false, stateKeyOf: stateKeyOfTests, ...options });
  return {
    ...testWorkers,
    inference,
    folder,
    request: (path, overrides = {}) => ({
      modelPath: path,
      sha256: sha256Of(path),
      system: 'You answer from the passages.',
      history: [],
      prompt: 'At what pressure does V-101 close?',
      maxTokens: 200,
      temperature: 0,
      cacheKey: 'tenant/conversation',
      ...overrides,
    }),
    close: async () => {
      await inference.close();
      testWorkers.killAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same in every process, as that of an installation. */
const stateKeyOfTests = (tenantId: string): Uint8Array => createHash('sha256').update(`state key of ${tenantId}`).digest();

export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

export type EndEvent = Extract<GenerateEvent, { type: 'end' }>;

/** Reads a generation to its end. */
export async function collect(events: AsyncIterable<GenerateEvent>): Promise<{ text: string; end: EndEvent; events: GenerateEvent[] }> {
  const all: GenerateEvent[] = [];
  for await (const event of events) all.push(event);
  const end = all.at(-1);
  if (end?.type !== 'end') throw new Error('a generation without an end');
  return { text: all.map((event) => (event.type === 'token' ? event.text : '')).join(''), end, events: all };
}
