import { createStore, useStore } from '#renderer/client/store.ts';

/** Documents taken off the list but not deleted yet: until the toast goes away, they can be had back. */
const removed = createStore<ReadonlySet<string>>(new Set());

export const useRemovedDocuments = (): ReadonlySet<string> => useStore(removed);

export function setRemoved(id: string, gone: boolean): void {
  removed.set((all) => {
    const next = new Set(all);
    if (gone) next.add(id);
    else next.delete(id);
    return next;
  });
}
