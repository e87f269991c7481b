import { connectToParent } from '#adapters/child-process/connect-to-parent.ts';
import { serveWorker } from '#adapters/child-process/serve-worker.ts';

// On an abort inside ggml a debugger would otherwise be started for a back-trace, which takes seconds.
process.env['GGML_NO_BACKTRACE'] = '1';

serveWorker(connectToParent(), import('#adapters/llama/inference-methods.ts').then((llama) => llama.createInferenceMethods()));
