import type { TFunction } from 'i18next';
import type { Message } from '#shared/contract/conversations.ts';

/** An answer as plain text with its sources under it, for a report or a mail. */
export function withSources(message: Message, place: (citation: Message['citations'][number]) => string, t: TFunction): string {
  if (message.citations.length === 0) return message.content;
  const lines = message.citations.map((citation) => t('ask.sourcesLine', { n: citation.n, name: place(citation) }));
  return `${message.content}\n\n${t('ask.sources')}\n${lines.join('\n')}\n`;
}
