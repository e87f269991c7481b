import { createStore } from '#renderer/client/store.ts';

/** Questions typed but not sent, by conversation. They outlive screens and an ended session, not the person or the page. */
export const drafts = createStore<ReadonlyMap<string, string>>(new Map());

export function keepDraft(conversation: string, text: string): void {
  drafts.set((all) => {
    const next = new Map(all);
    if (text === '') next.delete(conversation);
    else next.set(conversation, text);
    return next;
  });
}
