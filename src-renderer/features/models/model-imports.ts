import type { QueryClient } from '@tanstack/react-query';
import type { ImportEvent } from '#shared/contract/models.ts';
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

/** The embedding model that serves, and the change to another. */
export const EMBEDDING_KEY = ['models', 'embedding'];

export const MODELS_KEY = ['models', 'list'] as const;
export const FALLBACKS_KEY = ['models', 'fallbacks'] as const;
export const REMOTES_KEY = ['models', 'remote'] as const;

/** Installs model files, whatever screen is shown; each is gigabytes and takes its time. */
export interface ModelImports extends Store<readonly ModelImport[]> {
  add(file: File): void;
  /** From a disk of the machine that Millwright runs on, or from an address; `trust` is the fingerprint that was confirmed. */
  addFrom(place: string, isAddress: boolean, trust?: string): void;
  stop(id: number): void;
  clear(): void;
}

export function createModelImports(client: Client, queries: QueryClient): ModelImports {
  const store = createStore<readonly ModelImport[]>([]);
  const stoppers = new Map<number, AbortController>();
  let lastId = 0;

  const patch = (id: number, change: Partial<ModelImport>): void =>
    store.set((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)));

  async function follow(id: number, events: AsyncIterable<ImportEvent>): Promise<void> {
    for await (const event of events) {
      if (event.type === 'progress') patch(id, { stage: event.stage, progress: event.progress, ...(event.name === undefined ? {} : { name: event.name }) });
      else patch(id, { stage: 'installed', progress: 1, name: event.model.name });
    }
  }

  async function run(name: string, install: (id: number, signal: AbortSignal) => Promise<void>): Promise<void> {
    lastId += 1;
    const id = lastId;
    const stopper = new AbortController();
    stoppers.set(id, stopper);
    store.set((all) => [...all, { id, name, stage: 'sending', progress: 0, failure: null }]);
    try {
      await install(id, stopper.signal);
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
      void run(file.name, async (id, signal) => {
        const uploadId = await uploadFile(client, file, { signal, progress: (progress) => patch(id, { progress }) });
        await follow(id, await client.models.import({ filename: file.name, content: { uploadId }, sizeBytes: file.size }, { signal }));
      });
    },
    addFrom(place, isAddress, trust) {
      const name = place.split(/[/\\]/).at(-1) || place;
      void run(name, async (id, signal) => {
        patch(id, { stage: 'copying' });
        await follow(id, isAddress ? await client.models.download({ url: place }, { signal }) : await client.models.importFrom({ path: place, trust }, { signal }));
      });
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
