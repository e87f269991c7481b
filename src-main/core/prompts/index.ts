export { type ActivePrompt, activePrompt, activePrompts } from './active-prompts.ts';
export { promptHandlers } from './prompt-handlers.ts';
export { CHARACTERS_PER_TOKEN, evidenceText, type NumberedPassage, PASSAGES, packPassages, questionPrompt } from './question-prompt.ts';
export { systemPrompt } from './system-prompt.ts';
export { answerWording, type Wording } from './wording.ts';
