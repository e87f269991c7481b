import type { Message } from '#shared/contract/conversations.ts';

/** Why an answer quotes instead of saying: the core writes it after the last quoted passage. Null where it says nothing. */
export function quotedReason({ content, citations }: Message): string | null {
  const last = citations.at(-1);
  if (last === undefined) return null;
  const mark = `[${last.n}]`;
  const reason = content.slice(content.lastIndexOf(mark) + mark.length).trim();
  return reason === '' || reason === content.trim() ? null : reason;
}
