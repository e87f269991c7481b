// Raw node-llama-cpp, no product around it: the yardstick for decoding speed. Same model, prompt, sampling and thread.
import { getLlama, LlamaChatSession } from 'node-llama-cpp';

const [modelPath, system, prompt] = process.argv.slice(2);
if (modelPath === undefined || system === undefined || prompt === undefined) throw new Error('name a model, a system text and a prompt');

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 8192, flashAttention: false });
const chat = new LlamaChatSession({ contextSequence: context.getSequence(), systemPrompt: system });
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
process.send?.({ tokensPerSecond: ((tokens - 1) / (performance.now() - first)) * 1000, tokens });
process.exit(0);
