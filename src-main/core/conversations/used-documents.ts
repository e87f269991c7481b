import type { Message } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { MadeFrom } from './made-from.ts';

/** A document that an answer was made from, with the label it had then. */
export interface UsedDocument {
  id: string;
  label: Label;
}

/** A message with what it was made from: more than it cites, since a model may use what it does not cite. Stays in the core. */
export interface KeptMessage extends Message {
  used: UsedDocument[];
  /** What its model was sent; null where none ran. */
  made: MadeFrom | null;
  /** Rests on a document that its reader may not read any more or that was deleted: no model is shown it again. */
  gone: boolean;
}

/** The documents of these passages, and of earlier answers that the model was shown. */
export function usedDocuments(passages: readonly Pick<Passage, 'document' | 'label'>[], shown: readonly KeptMessage[]): UsedDocument[] {
  const used = new Map(shown.flatMap((message) => message.used.map((each) => [each.id, each] as const)));
  for (const { document, label } of passages) used.set(document.id, { id: document.id, label });
  return [...used.values()];
}
