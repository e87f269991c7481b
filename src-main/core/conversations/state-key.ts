/** In place of a conversation, where a question is asked outside of any. */
export const ASKED_ONCE = 'once';

/** Under which a language model keeps what it has read of a conversation. */
export function stateKey(userId: string, conversationId: string): string {
  return `${userId}/${conversationId}`;
}
