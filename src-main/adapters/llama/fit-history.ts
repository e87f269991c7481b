import { MillwrightError } from '#shared/contract/errors.ts';
import type { ChatTurn } from '#core/ports/inference.ts';

/** Tokens kept free for the answer at the least, however long the prompt. */
const SHORTEST_ANSWER = 64;

export interface FitRequest {
  history: readonly ChatTurn[];
  contextTokens: number;
  maxTokens: number;
  /** Tokens of the whole conversation with these earlier turns. */
  count: (history: readonly ChatTurn[]) => number;
}

export interface Fitted {
  history: readonly ChatTurn[];
  promptTokens: number;
  /** Most tokens the answer may have. */
  maxTokens: number;
}

/**
 * Leaves out the oldest turns until prompt and answer fit into the context, because llama.cpp's own way is to cut silently.
 * Throws `INVALID_INPUT` when the question and what comes with it do not fit alone.
 */
export function fitHistory({ history, contextTokens, maxTokens, count }: FitRequest): Fitted {
  const wanted = Math.min(maxTokens, Math.max(SHORTEST_ANSWER, Math.floor(contextTokens / 4)));
  let kept = history;
  let promptTokens = count(kept);
  while (promptTokens + wanted >= contextTokens && kept.length > 0) {
    kept = withoutOldestExchange(kept);
    promptTokens = count(kept);
  }
  const room = contextTokens - promptTokens - 1;
  if (room < Math.min(wanted, SHORTEST_ANSWER)) {
    throw new MillwrightError('INVALID_INPUT', `The question with its passages is ${promptTokens} tokens long, but this model sees at most ${contextTokens} here. Ask something shorter.`);
  }
  return { history: kept, promptTokens, maxTokens: Math.min(maxTokens, room) };
}

/** A conversation must start with a question, so a question goes together with its answers. */
function withoutOldestExchange(history: readonly ChatTurn[]): readonly ChatTurn[] {
  const next = history.findIndex((turn, index) => index > 0 && turn.role === 'user');
  return next < 0 ? [] : history.slice(next);
}
