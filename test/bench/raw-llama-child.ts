// Raw node-llama-cpp, no product around it: the yardstick for decoding speed.
import { getLlama, LlamaChatSession } from 'node-llama-cpp';

const [modelPath, rounds] = process.argv.slice(2);
if (!modelPath) throw new Error('name a model');

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 8192, threads: 1 });
for (let round = 0; round < Number(rounds); round++) {
  const sequence = context.getSequence();
  const chat = new LlamaChatSession({ contextSequence: sequence, systemPrompt: '' });
  let first = 0;
  let tokens = 0;
  await chat.prompt('At what pressure does V-101 open?', {
    maxTokens: 700,
    onToken: (batch) => {
      first ||= performance.now();
      tokens += batch.length;
    },
  });
  process.send?.({ tokensPerSecond: ((tokens - 1) / (performance.now() - first)) * 1000 });
  chat.dispose();
  sequence.dispose();
}
process.exit(0);
