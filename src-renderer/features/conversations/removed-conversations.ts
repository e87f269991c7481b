import { createStore, useStore } from '#renderer/client/store.ts';

/** Conversations taken off the list but not deleted yet: until the toast goes away, they can be had back. */
const removedConversations = createStore<ReadonlySet<string>>(new Set());

export const useRemovedConversations = (): ReadonlySet<string> => useStore(removedConversations);

export function setRemoved(id: string, removed: boolean): void {
  removedConversations.set((all) => {
    const next = new Set(all);
    if (removed) next.add(id);
    else next.delete(id);
    return next;
  });
}
