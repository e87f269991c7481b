export type { AnswerModels, PassageSearch } from './dependencies.ts';
export { conversationHandlers } from './handlers.ts';
