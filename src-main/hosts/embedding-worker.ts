import { connectToParent } from '#adapters/child-process/connect-to-parent.ts';
import { serveWorker } from '#adapters/child-process/serve-worker.ts';

serveWorker(connectToParent(), import('#adapters/onnx/embedding-methods.ts').then((onnx) => onnx.createEmbeddingMethods()));
