import type { PromptBudget } from '#shared/contract/conversations.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import { CHARACTERS_PER_TOKEN, type Wording } from '#core/prompts/index.ts';
import type { AnswerPrompt } from './answer-prompt.ts';

type Fitted = Extract<GenerateEvent, { type: 'fitted' }>;

interface Spent {
  prompt: AnswerPrompt;
  /** Passages the search found. */
  found: number;
  wording: Wording;
  /** Turns that rest on what is gone or may not be read any more. */
  lost: number;
  /** Turns that the model left out for want of room. */
  noRoom: number;
  maxTokens: number;
  /** What the model made of it; null where a model on another machine does not say. */
  fitted: Pick<Fitted, 'contextTokens' | 'tokens'> | null;
}

/** What went into a prompt, what did not, and why. */
export function promptBudget({ prompt, found, wording, lost, noRoom, maxTokens, fitted }: Spent): PromptBudget {
  const { turns, leftOut, fresh, again } = prompt;
  return {
    contextTokens: fitted?.contextTokens ?? null,
    estimated: fitted === null,
    tokens: fitted?.tokens ?? guessed(prompt, wording.system, maxTokens),
    turns: { given: turns.length - noRoom, noRoom, tooOld: leftOut, lost },
    passages: { given: fresh.length, above: again.length, noRoom: Math.max(0, found - fresh.length - again.length) },
    wording: wording.versions,
  };
}

function guessed({ history, prompt, evidence }: AnswerPrompt, system: string, answer: number): PromptBudget['tokens'] {
  const tokens = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return { system: tokens(system.length), history: tokens(history.reduce((sum, { text }) => sum + text.length, 0)), passages: tokens(evidence), question: tokens(prompt.length - evidence), answer };
}
