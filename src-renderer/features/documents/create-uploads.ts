import type { Label } from '#shared/contract/permissions.ts';
import type { Client } from '#renderer/client/client.ts';
import { toFailure } from '#renderer/client/failure.ts';
import { createStore, type Store } from '#renderer/client/store.ts';
import { uploadFile } from '#renderer/client/upload-file.ts';
import type { DroppedFile } from '#renderer/components/dropped-files.ts';
import { NO_UPLOADS, type Upload, type UploadsState } from './uploads.ts';

/** Files sent at the same time: enough to keep a plant network busy, few enough that each is seen to move. */
const AT_ONCE = 2;

/** Sends files to the core, whatever screen is shown. */
export interface Uploads extends Store<UploadsState> {
  add(files: readonly DroppedFile[], label: Label): void;
  retry(ids: readonly number[]): void;
  /** Stops what is being sent and takes it off the list. */
  drop(ids: readonly number[]): void;
  clear(): void;
}

export function createUploads(client: Client): Uploads {
  const store = createStore<UploadsState>(NO_UPLOADS);
  const stoppers = new Map<number, AbortController>();
  let lastId = 0;

  const patch = (id: number, change: Partial<Upload>): void =>
    store.set((state) => ({ ...state, uploads: state.uploads.map((each) => (each.id === id ? { ...each, ...change } : each)) }));
  const takeOff = (ids: readonly number[]): void =>
    store.set((state) => ({ ...state, uploads: state.uploads.filter(({ id }) => !ids.includes(id)) }));

  async function send({ id, file, name, label }: Upload, signal: AbortSignal): Promise<void> {
    const uploadId = await uploadFile(client, file, { signal, progress: (progress) => patch(id, { progress }) });
    const { duplicate } = await client.documents.upload({ filename: name, content: { uploadId }, label }, { signal });
    store.set((state) => ({ ...state, added: state.added + (duplicate ? 0 : 1), duplicates: duplicate ? [...state.duplicates, name] : state.duplicates }));
    takeOff([id]);
  }

  async function start(upload: Upload): Promise<void> {
    const stopper = new AbortController();
    stoppers.set(upload.id, stopper);
    patch(upload.id, { state: 'sending', progress: 0, failure: null });
    try {
      await send(upload, stopper.signal);
    } catch (thrown) {
      if (stopper.signal.aborted) takeOff([upload.id]);
      else patch(upload.id, { state: 'refused', failure: toFailure(thrown) });
    } finally {
      stoppers.delete(upload.id);
      pump();
    }
  }

  function pump(): void {
    for (const upload of store.get().uploads) {
      if (stoppers.size >= AT_ONCE) return;
      if (upload.state === 'waiting' && !stoppers.has(upload.id)) void start(upload);
    }
  }

  const isIdle = (): boolean => store.get().uploads.every(({ state }) => state === 'refused');

  return {
    ...store,
    add(files, label) {
      const added = files.map(({ file, name }): Upload => ({ id: (lastId += 1), file, name, label, state: 'waiting', progress: 0, failure: null }));
      const fresh = isIdle();
      store.set((state) => ({ ...(fresh ? { ...state, added: 0, duplicates: [] } : state), uploads: [...state.uploads, ...added] }));
      pump();
    },
    retry(ids) {
      for (const id of ids) patch(id, { state: 'waiting', failure: null, progress: 0 });
      pump();
    },
    drop(ids) {
      for (const id of ids) stoppers.get(id)?.abort();
      takeOff(ids);
    },
    clear() {
      for (const stopper of stoppers.values()) stopper.abort();
      store.set(NO_UPLOADS);
    },
  };
}
