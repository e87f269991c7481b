import type { QueryClient } from '@tanstack/react-query';
import type { Client } from '#renderer/client/client.ts';
import { type Failure, toFailure } from '#renderer/client/failure.ts';
import { createStore, type Store } from '#renderer/client/store.ts';
import { uploadFile } from '#renderer/client/upload-file.ts';
import { MODE_KEY } from '#renderer/client/use-mode.ts';

export type ImportStage = 'sending' | 'copying' | 'checksum' | 'inspecting' | 'trial-load' | 'installed' | 'failed';

/** A model file on its way in. */
export interface ModelImport {
  id: number;
  name: string;
  stage: ImportStage;
  progress: number;
  failure: Failure | null;
}

export const MODELS_KEY = ['models', 'list'] as const;
export const REMOTES_KEY = ['models', 'remote'] as const;

/** Installs model files, whatever screen is shown; each is gigabytes and takes its time. */
export interface ModelImports extends Store<readonly ModelImport[]> {
  add(file: File): void;
  stop(id: number): void;
  clear(): void;
}

export function createModelImports(client: Client, queries: QueryClient): ModelImports {
  const store = createStore<readonly ModelImport[]>([]);
  const stoppers = new Map<number, AbortController>();
  let lastId = 0;

  const patch = (id: number, change: Partial<ModelImport>): void =>
    store.set((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)));

  async function install(id: number, file: File, signal: AbortSignal): Promise<void> {
    const uploadId = await uploadFile(client, file, { signal, progress: (progress) => patch(id, { progress }) });
    for await (const event of await client.models.import({ filename: file.name, content: { uploadId }, sizeBytes: file.size }, { signal })) {
      if (event.type === 'progress') patch(id, { stage: event.stage, progress: event.progress });
      else if (event.type === 'installed') patch(id, { stage: 'installed', progress: 1, name: event.model.name });
    }
  }

  async function run(id: number, file: File): Promise<void> {
    const stopper = new AbortController();
    stoppers.set(id, stopper);
    try {
      await install(id, file, stopper.signal);
    } catch (thrown) {
      if (stopper.signal.aborted) store.set((all) => all.filter((each) => each.id !== id));
      else patch(id, { stage: 'failed', failure: toFailure(thrown) });
    } finally {
      stoppers.delete(id);
      void queries.invalidateQueries({ queryKey: MODELS_KEY });
      void queries.invalidateQueries({ queryKey: MODE_KEY });
    }
  }

  return {
    ...store,
    add(file) {
      lastId += 1;
      store.set((all) => [...all, { id: lastId, name: file.name, stage: 'sending', progress: 0, failure: null }]);
      void run(lastId, file);
    },
    stop(id) {
      stoppers.get(id)?.abort();
      store.set((all) => all.filter((each) => each.id !== id));
    },
    clear() {
      for (const stopper of stoppers.values()) stopper.abort();
      store.set([]);
    },
  };
}

export const isModelFile = (name: string): boolean => name.toLowerCase().endsWith('.gguf');
