import type { ChatHistoryItem } from 'node-llama-cpp';
import type { ChatTurn } from '#core/ports/inference.ts';

/** A conversation in llama's terms. Text is always plain: a control token spelled out in a document stays text. */
export function chatItems(system: string, history: readonly ChatTurn[], prompt: string): ChatHistoryItem[] {
  const turns = history.map((turn): ChatHistoryItem => (turn.role === 'user' ? { type: 'user', text: turn.text } : { type: 'model', response: [turn.text] }));
  return [{ type: 'system', text: system }, ...turns, { type: 'user', text: prompt }, { type: 'model', response: [] }];
}
