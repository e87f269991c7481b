export type { AgentServices } from './agent-work.ts';
export type { AnswerServices } from './answer.ts';
export type { AnswerModels, CitedDocuments, PassageSearch } from './dependencies.ts';
export { groundingInText } from './grounding-in.ts';
export { conversationHandlers } from './handlers.ts';
export { measureAnswers, NO_MODELS } from './measure-answers.ts';
export { openingHandlers } from './opening-handlers.ts';
export { conversationPages, messagePages } from './conversation-pages.ts';
export { ASKED_ONCE, stateKey } from './state-key.ts';
