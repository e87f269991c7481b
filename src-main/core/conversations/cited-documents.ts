import type { Message } from '#shared/contract/conversations.ts';
import type { Citation } from '#shared/contract/passages.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { CitedDocuments } from './dependencies.ts';

const HIDDEN = 'This answer rests on a document that you may no longer read, so it is not shown any more.';

type Standings = Awaited<ReturnType<CitedDocuments['standings']>>;

/**
 * Messages as their reader may see them now: each citation says how its document stands today, and an answer that rests on a document
 * the reader may no longer read is replaced by a sentence that says so.
 */
export async function asReadBy(cited: CitedDocuments, principal: Principal, messages: readonly Message[]): Promise<Message[]> {
  const standings = await cited.standings(principal, messages.flatMap(({ citations }) => citations.map(({ document }) => document.id)));
  return messages.map((message) => {
    const citations = message.citations.map((citation) => refreshed(citation, standings, principal));
    const hidden = citations.some(({ readable }) => !readable);
    const shown = { ...message, citations: citations.map(({ citation }) => citation) };
    return hidden ? { ...shown, content: HIDDEN, unsupported: [], steps: [], safety: [] } : shown;
  });
}

function refreshed(citation: Citation, standings: Standings, principal: Principal): { citation: Citation; readable: boolean } {
  const now = standings.get(citation.document.id);
  const readable = now === undefined ? visibleLabels(principal.role).includes(citation.label) : now.readable;
  const whole = withDefaults(citation);
  const deleted = { ...whole.document, standing: 'deleted' as const, since: null, supersededBy: null };
  if (!readable) return { readable, citation: { ...whole, quote: '', section: null, document: { ...deleted, filename: '', revision: null } } };
  return { readable, citation: { ...whole, document: now?.document ?? deleted } };
}

/** Answers of earlier versions know less of their documents. */
function withDefaults(citation: Citation): Citation {
  const { document, span, page } = citation;
  return {
    ...citation,
    document: { id: document.id, filename: document.filename, revision: document.revision ?? null, standing: document.standing ?? 'in-force', since: null, supersededBy: null },
    span: { ...span, page: span.page ?? page, boxes: span.boxes ?? null },
  };
}
