import { connectToParent } from '#adapters/child-process/connect-to-parent.ts';
import { serveWorker } from '#adapters/child-process/serve-worker.ts';

// On an abort inside ggml a debugger would otherwise be started for a back-trace, which takes seconds.
process.env['GGML_NO_BACKTRACE'] = '1';

// What models have read is written by native code, which leaves a file's permissions to the process.
process.umask(0o077);

const parent = connectToParent();
const log = (level: 'info' | 'warn' | 'error', text: string): void => parent.send({ kind: 'log', level, text });
serveWorker(
  parent,
  Promise.all([import('#adapters/llama/inference-methods.ts'), import('#adapters/llama/text-methods.ts')]).then(([writing, texts]) => ({ ...writing.createInferenceMethods(log), ...texts.createTextMethods(log) })),
);
