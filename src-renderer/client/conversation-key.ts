/** Under what a conversation is kept by those who ask for it. */
export const conversationKey = (id: string) => ['conversations', 'get', id] as const;
