import { MillwrightError } from '#shared/contract/errors.ts';
import type { ChatTurn } from '#core/ports/inference.ts';

/** Tokens kept free for the answer at the least, however long the prompt. */
const SHORTEST_ANSWER = 64;
/** How much of the room is still used after turns were left out: leaving out one at a time, all would be read anew at every question. */
const SHARE_KEPT = 0.6;

export interface FitRequest {
  history: readonly ChatTurn[];
  contextTokens: number;
  maxTokens: number;
  /** Tokens of the whole conversation with these earlier turns, and with another question where one is given. */
  count: (history: readonly ChatTurn[], prompt?: string) => number;
}

/** What fits of a conversation whose question brings along texts of turns that are left out. */
export interface FittedWithCarried extends Fitted {
  /** How many of those texts stay, counted from the first. */
  carried: number;
}

export interface Fitted {
  history: readonly ChatTurn[];
  promptTokens: number;
  /** Most tokens the answer may have. */
  maxTokens: number;
}

/**
 * As {@link fitHistory}, where the question brings texts along: the last of them are left out where it does not fit with them.
 * @param count tokens of the conversation when so many of the texts may be brought
 */
export function fitCarrying({ carried, count, ...request }: Omit<FitRequest, 'count'> & { carried: number; count: (carried: number) => FitRequest['count'] }): FittedWithCarried {
  for (let kept = carried; ; kept -= 1) {
    try {
      return { ...fitHistory({ ...request, count: count(kept) }), carried: kept };
    } catch (error) {
      if (kept === 0) throw error;
    }
  }
}

/**
 * Leaves out the oldest turns until prompt and answer fit into the context, because llama.cpp's own way is to cut silently. As the same
 * turns are left out of the next question, until room is short again, what stays is not read twice.
 * Throws `INVALID_INPUT` when the question and what comes with it do not fit alone.
 */
export function fitHistory({ history, contextTokens, maxTokens, count }: FitRequest): Fitted {
  const wanted = Math.min(maxTokens, Math.max(SHORTEST_ANSWER, Math.floor(contextTokens / 4)));
  const most = contextTokens - wanted;
  let kept = count(history) < most ? history : afterLeavingOut(history, most, count);
  let promptTokens = count(kept);
  while (promptTokens >= most && kept.length > 0) {
    kept = withoutOldestExchange(kept);
    promptTokens = count(kept);
  }
  const room = contextTokens - promptTokens - 1;
  if (room < Math.min(wanted, SHORTEST_ANSWER)) {
    throw new MillwrightError('INVALID_INPUT', `The question with its passages is ${promptTokens} tokens long, but this model sees at most ${contextTokens} here. Ask something shorter, or have a model chosen that sees more.`);
  }
  return { history: kept, promptTokens, maxTokens: Math.min(maxTokens, room) };
}

/** Goes through the conversation as it was asked, and leaves out at each question what was left out then: decided by what came before it alone. */
function afterLeavingOut(history: readonly ChatTurn[], most: number, count: FitRequest['count']): readonly ChatTurn[] {
  const nothing = count([]);
  const exchanges = exchangesOf(history).map((turns) => ({ turns, asked: count([], turns[0]?.text), tokens: count(turns) - nothing }));
  let first = 0;
  let held = 0;
  const leaveOut = (next: number): void => {
    if (held + next < most) return;
    for (; first < exchanges.length && held > 0 && held + next > most * SHARE_KEPT; first += 1) held -= exchanges[first]?.tokens ?? 0;
  };
  for (const { asked, tokens } of exchanges) {
    leaveOut(asked);
    held += tokens;
  }
  leaveOut(nothing);
  return exchanges.slice(first).flatMap(({ turns }) => turns);
}

/** A conversation must start with a question, so a question goes together with its answers. */
function exchangesOf(history: readonly ChatTurn[]): (readonly ChatTurn[])[] {
  const exchanges: ChatTurn[][] = [];
  for (const turn of history) {
    const last = exchanges.at(-1);
    if (last && turn.role !== 'user') last.push(turn);
    else exchanges.push([turn]);
  }
  return exchanges;
}

function withoutOldestExchange(history: readonly ChatTurn[]): readonly ChatTurn[] {
  return exchangesOf(history).slice(1).flat();
}
