import type { CompletionMessage } from '#shared/contract/completions.ts';
import type { ChatTurn } from '#core/ports/inference.ts';

/** Messages as a model is asked: what it is told, what was said, and what is said now. */
export interface ReadMessages {
  system: string;
  history: ChatTurn[];
  prompt: string;
}

const textOf = ({ content }: CompletionMessage): string => (typeof content === 'string' ? content : content.map(({ text }) => text).join('\n'));

/** Turns of one speaker that follow each other become one, because a chat template knows only turns that alternate. */
export function readMessages(messages: readonly CompletionMessage[]): ReadMessages {
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOf).join('\n\n');
  const turns: ChatTurn[] = [];
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'developer') continue;
    const last = turns.at(-1);
    if (last?.role === message.role) last.text += `\n\n${textOf(message)}`;
    else turns.push({ role: message.role, text: textOf(message) });
  }
  const prompt = turns.pop()?.text ?? '';
  return { system, history: turns, prompt };
}
