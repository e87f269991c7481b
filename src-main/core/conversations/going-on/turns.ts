/** Lets what goes on by itself wait until nobody is being answered in a conversation, and one thing go on after another. */
export interface ConversationTurns {
  /** Somebody is being answered, until this is called. */
  begin(conversationId: string): () => void;
  /** As {@link begin}, once nobody is being answered there, or the signal is aborted. */
  whenFree(conversationId: string, signal: AbortSignal): Promise<() => void>;
}

export function createConversationTurns(): ConversationTurns {
  const open = new Map<string, number>();
  let waiting: (() => void)[] = [];

  function begin(conversationId: string): () => void {
    open.set(conversationId, (open.get(conversationId) ?? 0) + 1);
    return () => {
      const left = (open.get(conversationId) ?? 1) - 1;
      if (left > 0) open.set(conversationId, left);
      else open.delete(conversationId);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    };
  }

  return {
    begin,
    async whenFree(conversationId, signal) {
      while (open.has(conversationId) && !signal.aborted) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      return begin(conversationId);
    },
  };
}
