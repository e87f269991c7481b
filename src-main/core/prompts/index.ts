export { type ActivePrompt, activePrompt, activePrompts } from './active-prompts.ts';
export { promptHandlers } from './prompt-handlers.ts';
export { PASSAGES, packPassages, questionPrompt } from './question-prompt.ts';
export { systemPrompt } from './system-prompt.ts';
export { answerWording, type Wording } from './wording.ts';
