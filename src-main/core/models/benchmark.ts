import { MillwrightError } from '#shared/contract/errors.ts';
import type { Benchmark } from '#shared/contract/model-benchmarks.ts';
import { modelTask } from '#shared/contract/models.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { GenerateEvent, Inference, LiveModel } from '#core/ports/inference.ts';
import { sql } from '#core/ports/sql.ts';
import type { ModelRow } from './model-rows.ts';

/** About as much as a question with its passages, and about as long as an answer. */
const PROMPT_TOKENS = 512;
const ANSWER_TOKENS = 128;
const LEAST_WRITTEN = 2;
const KEPT_RUNS = 50;
const PARAGRAPH = 'The feed pump is started against a closed discharge valve, which is opened slowly once the pressure stands. The operator watches the current of the motor and the temperature of both bearings, and writes them down every hour. ';
const TASK = 'Describe in many sentences how such a pump is started and what is watched.';

export type BenchStage = 'loading' | 'reading' | 'writing';
type OnStage = (stage: BenchStage, progress: number) => void;

interface Deps {
  database: Database;
  inference: Pick<Inference, 'generate' | 'countTokens' | 'contextTokens' | 'state' | 'live'>;
  clock: Clock;
  crypto: Crypto;
}

/** What a model does on this machine, measured and kept. */
export interface Benchmarks {
  /** Measures a model that writes. Throws `MODEL_INVALID` for one that does not, or stops at once; `MODEL_UNAVAILABLE`, `CANCELLED`. */
  run(row: ModelRow, signal: AbortSignal, onStage: OnStage): Promise<Benchmark>;
  /** Newest first. */
  of(modelId: string): Promise<Benchmark[]>;
}

export function createBenchmarks({ database, inference, clock, crypto }: Deps): Benchmarks {
  /** One generation under a key that nobody has used, so that nothing is known beforehand. */
  async function generate(row: ModelRow, sha256: string, prompt: string, maxTokens: number, signal: AbortSignal, onEvent: (event: GenerateEvent) => void): Promise<Extract<GenerateEvent, { type: 'end' }>> {
    const request = { modelPath: row.path, sha256, system: '', history: [], prompt, maxTokens, temperature: 0, cacheKey: `${crypto.uuid()}/benchmark` };
    let end: Extract<GenerateEvent, { type: 'end' }> | undefined;
    for await (const event of inference.generate(request, signal)) {
      onEvent(event);
      if (event.type === 'end') end = event;
    }
    if (signal.aborted || end?.stopReason === 'stopped') throw new MillwrightError('CANCELLED');
    if (!end) throw new MillwrightError('MODEL_UNAVAILABLE');
    return end;
  }

  /** Text of about as many tokens as are wanted, by this model's own vocabulary, and within what it sees at once. */
  async function promptFor(row: ModelRow, sha256: string, signal: AbortSignal): Promise<string> {
    const context = await inference.contextTokens(row.path, sha256, signal);
    const each = await inference.countTokens(row.path, sha256, PARAGRAPH, signal);
    const wanted = Math.min(PROMPT_TOKENS, Math.floor(context / 2));
    return `${PARAGRAPH.repeat(Math.max(1, Math.floor(wanted / Math.max(1, each))))}\n\n${TASK}`;
  }

  return {
    async run(row, signal, onStage) {
      if (modelTask(row) !== 'write') throw new MillwrightError('MODEL_INVALID', `${row.name} does not write, so there is no speed of writing to measure.`);
      if (row.status !== 'ready' || row.sha256 === null) throw new MillwrightError('MODEL_INVALID', row.problem ?? `${row.name} is not ready to be used.`);
      onStage('loading', 0);
      const prompt = await promptFor(row, row.sha256, signal);
      // Once for what only the first generation pays: reading the file, and the first pass through the device.
      await generate(row, row.sha256, 'Hello', 1, signal, (event) => event.type === 'loading' && onStage('loading', event.progress));
      let written = 0;
      const end = await generate(row, row.sha256, prompt, ANSWER_TOKENS, signal, (event) => {
        if (event.type === 'reading') onStage('reading', event.done / Math.max(1, event.total));
        if (event.type === 'token') onStage('writing', Math.min(1, (written += 1) / ANSWER_TOKENS));
      });
      if (end.firstTokenMs === null || end.completionTokens < LEAST_WRITTEN) throw new MillwrightError('MODEL_INVALID', `${row.name} wrote fewer than ${LEAST_WRITTEN} tokens, so its speed cannot be told.`);
      const { models } = await inference.live();
      return keep(database, crypto.uuid(), row.id, {
        ranAt: clock.now().toISOString(),
        device: inference.state().device ?? 'CPU',
        promptTokens: end.promptTokens,
        writtenTokens: end.completionTokens,
        prefillPerSecond: perSecond(end.promptTokens - end.reusedTokens, end.firstTokenMs),
        decodePerSecond: perSecond(end.completionTokens - 1, end.totalMs - end.firstTokenMs),
        firstTokenMs: end.firstTokenMs,
        threads: threadsOf(models.find(({ modelPath }) => modelPath === row.path)),
      });
    },
    of: async (modelId) => {
      const rows = await database.withSystem((tx) =>
        tx.rows<BenchmarkRow>(sql`
          SELECT ran_at, device, prompt_tokens, written_tokens, prefill_per_second, decode_per_second, first_token_ms, threads_reading, threads_writing
          FROM model_benchmarks WHERE model_id = ${modelId} ORDER BY ran_at DESC, id LIMIT ${KEPT_RUNS}`),
      );
      return rows.map(toBenchmark);
    },
  };
}

function threadsOf(model: LiveModel | undefined): Benchmark['threads'] {
  return model ? { reading: model.threads.reading, writing: model.threads.writing } : null;
}

interface BenchmarkRow {
  ran_at: Date;
  device: string;
  prompt_tokens: number;
  written_tokens: number;
  prefill_per_second: number;
  decode_per_second: number;
  first_token_ms: number;
  threads_reading: number | null;
  threads_writing: number | null;
}

function toBenchmark(row: BenchmarkRow): Benchmark {
  return {
    ranAt: row.ran_at.toISOString(),
    device: row.device,
    promptTokens: row.prompt_tokens,
    writtenTokens: row.written_tokens,
    prefillPerSecond: row.prefill_per_second,
    decodePerSecond: row.decode_per_second,
    firstTokenMs: row.first_token_ms,
    threads: row.threads_reading === null || row.threads_writing === null ? null : { reading: row.threads_reading, writing: row.threads_writing },
  };
}

/** Keeps a run; of many only the newest. */
async function keep(database: Database, id: string, modelId: string, run: Benchmark): Promise<Benchmark> {
  await database.withSystem(async (tx) => {
    await tx.run(sql`
      INSERT INTO model_benchmarks (id, model_id, ran_at, device, prompt_tokens, written_tokens, prefill_per_second, decode_per_second, first_token_ms, threads_reading, threads_writing)
      VALUES (${id}, ${modelId}, ${new Date(run.ranAt)}, ${run.device.slice(0, 255)}, ${run.promptTokens}, ${run.writtenTokens}, ${run.prefillPerSecond}, ${run.decodePerSecond}, ${run.firstTokenMs}, ${run.threads?.reading ?? null}, ${run.threads?.writing ?? null})`);
    await tx.run(sql`
      DELETE FROM model_benchmarks WHERE model_id = ${modelId}
        AND id NOT IN (SELECT id FROM model_benchmarks WHERE model_id = ${modelId} ORDER BY ran_at DESC, id LIMIT ${KEPT_RUNS})`);
  });
  return run;
}

/** The clock of the worker counts whole milliseconds. */
function perSecond(tokens: number, milliseconds: number): number {
  return (tokens * 1000) / Math.max(1, milliseconds);
}
