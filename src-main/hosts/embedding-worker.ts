import { connectToParent } from '#adapters/child-process/connect-to-parent.ts';
import { serveWorker } from '#adapters/child-process/serve-worker.ts';

serveWorker(
  connectToParent(),
  Promise.all([import('#adapters/onnx/embedding-methods.ts'), import('#adapters/onnx/rerank-methods.ts')]).then(([embedding, reranking]) => ({ ...embedding.createEmbeddingMethods(), ...reranking.createRerankMethods() })),
);
