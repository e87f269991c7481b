// Raw node-llama-cpp, no product around it: the yardstick for decoding speed. Same model, prompts, sampling and thread; prompts by message.
import { getLlama, LlamaChatSession } from 'node-llama-cpp';

const [modelPath] = process.argv.slice(2);
if (modelPath === undefined) throw new Error('name a model');

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 8192, flashAttention: false });
const contextSequence = context.getSequence();

process.on('message', async ({ system, prompt }: { system: string; prompt: string }) => {
  const chat = new LlamaChatSession({ contextSequence, systemPrompt: system, autoDisposeSequence: false });
  let first = 0;
  let tokens = 0;
  await chat.prompt(prompt, {
    maxTokens: 700,
    temperature: 0.2,
    repeatPenalty: false,
    onToken: (batch) => {
      first ||= performance.now();
      tokens += batch.length;
    },
  });
  process.send?.({ tokensPerSecond: ((tokens - 1) / (performance.now() - first)) * 1000 });
  chat.dispose();
});
process.send?.('ready');
