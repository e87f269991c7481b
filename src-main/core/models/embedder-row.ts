import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { EmbedderFiles } from '#core/ports/embedder.ts';
import type { ModelFiles } from '#core/ports/model-files.ts';
import { addModel, allModels, deleteModel, updateFile } from './model-rows.ts';

interface Deps {
  database: Database;
  modelFiles: ModelFiles;
  clock: Clock;
  crypto: Crypto;
}

/**
 * Keeps the embedding model that is shipped in the list. Its checksum is taken when it is first seen or its size changes with
 * an update, not at every start: comparing with an old one is what verifying means.
 */
export async function registerBundledEmbedder({ database, modelFiles, clock, crypto }: Deps, files: EmbedderFiles | null): Promise<void> {
  const rows = (await database.withSystem(allModels)).filter(({ bundled }) => bundled);
  const current = rows.find(({ filename }) => filename === files?.filename);
  for (const row of rows) if (row !== current) await database.withSystem((tx) => deleteModel(tx, row.id));
  if (!files) return;
  const unchanged = current?.size_bytes === files.sizeBytes && current.sha256 !== null;
  const sha256 = unchanged ? current.sha256 : await modelFiles.sha256(files.weightsPath, new AbortController().signal, () => undefined);
  await database.withSystem(async (tx) => {
    const { name, filename, weightsPath, sizeBytes, dimension, contextTokens, bundled } = files;
    if (current) return updateFile(tx, current.id, { path: weightsPath, size_bytes: sizeBytes, sha256, dimension });
    await addModel(tx, { id: crypto.uuid(), name, filename, path: weightsPath, format: 'onnx', status: 'ready', size_bytes: sizeBytes, sha256, architecture: null, context_tokens: contextTokens, dimension, bundled, created_at: clock.now() });
  });
}
