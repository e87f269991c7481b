import { join } from 'node:path';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { silent } from '#test/database/open-test-database.ts';
import { createTestWorkers } from '#test/support/test-workers.ts';

/** The embedding model that ships with Millwright, in a worker process of its own. */
export async function bundledEmbedding(): Promise<Embedding> {
  const { workers, killAll } = createTestWorkers();
  const bundledDirectory = join(import.meta.dirname, '..', '..', 'models', 'millwright-embed-small');
  const embedding = await createEmbedding({ workers, installedDirectory: null, bundledDirectory, logger: silent });
  return {
    current: () => embedding.current(),
    async close() {
      await embedding.close();
      killAll();
    },
  };
}
