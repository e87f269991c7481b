import { LlamaChat, getLlama } from 'node-llama-cpp';
import type { ModelBench } from '#test/support/model-bench.ts';

export interface DecodeFigures {
  /** Tokens a second of `sequence.evaluate`, nothing around it. */
  raw: number[];
  /** Tokens a second of node-llama-cpp's own chat, in this process. */
  rawChat: number[];
  /** Tokens a second through the adapter and its worker process. */
  adapter: number[];
}

/** Decodes the same number of tokens three ways, in alternating runs, on one thread. First tokens and prompts are left out of the times. */
export async function benchDecode(bench: ModelBench, modelPath: string, { tokens = 300, rounds = 5 } = {}): Promise<DecodeFigures> {
  const figures: DecodeFigures = { raw: [], rawChat: [], adapter: [] };
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, maxThreads: 1 });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ sequences: 1, contextSize: 2048 });
  const sequence = context.getSequence();
  const chat = new LlamaChat({ contextSequence: sequence });
  const prompt = 'At what pressure does the valve close?';

  async function raw(): Promise<number> {
    await sequence.clearHistory();
    let [count, startedAt] = [0, 0];
    for await (const _ of sequence.evaluate(model.tokenize(prompt), { temperature: 0.2, seed: 1, yieldEogToken: true })) {
      if (count === 0) startedAt = performance.now();
      if ((count += 1) > tokens) break;
    }
    return rate(startedAt, tokens);
  }

  async function rawChat(): Promise<number> {
    await sequence.clearHistory();
    let [count, startedAt] = [0, 0];
    await chat.generateResponse([{ type: 'user', text: prompt }], { maxTokens: tokens, temperature: 0.2, seed: 1, repeatPenalty: false, onToken: () => {
      if (count === 0) startedAt = performance.now();
      count += 1;
    } });
    return rate(startedAt, count - 1);
  }

  async function adapter(round: number): Promise<number> {
    for await (const event of bench.inference.generate(bench.request(modelPath, { prompt, maxTokens: tokens, temperature: 0.2, seed: 1, cacheKey: `round-${round}` }), new AbortController().signal)) {
      if (event.type === 'end') return ((event.completionTokens - 1) / (event.totalMs - (event.firstTokenMs ?? 0))) * 1000;
    }
    throw new Error('no end');
  }

  for (let round = 0; round <= rounds; round += 1) {
    const measured = { raw: await raw(), rawChat: await rawChat(), adapter: await adapter(round) };
    // The first round warms everything up.
    if (round > 0) for (const key of ['raw', 'rawChat', 'adapter'] as const) figures[key].push(measured[key]);
  }
  await context.dispose();
  await model.dispose();
  return figures;
}

function rate(startedAt: number, tokens: number): number {
  return (tokens / (performance.now() - startedAt)) * 1000;
}
