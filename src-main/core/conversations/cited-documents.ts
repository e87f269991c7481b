import type { Citation } from '#shared/contract/passages.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { highestLabel, visibleLabels } from '#core/policy/index.ts';
import type { CitedDocuments } from './dependencies.ts';
import type { KeptMessage } from './used-documents.ts';

const HIDDEN = 'This answer rests on a document that you may no longer read, so it is not shown any more.';

type Standings = Awaited<ReturnType<CitedDocuments['standings']>>;

/**
 * Messages as their reader may see them now: each citation says how its document stands today, and an answer that was made
 * from a document the reader may no longer read is replaced by a sentence that says so.
 */
export async function asReadBy(cited: CitedDocuments, principal: Principal, messages: readonly KeptMessage[]): Promise<KeptMessage[]> {
  const standings = await cited.standings(principal, messages.flatMap(({ citations, used }) => [...citations.map(({ document }) => document.id), ...used.map(({ id }) => id)]));
  return messages.map((message) => {
    const citations = message.citations.map((citation) => refreshed(citation, standings, principal));
    const used = message.used.map(({ id, label }) => ({ id, label: standings.get(id)?.label ?? label }));
    // What tools gave has a label of its own, which no document tells.
    const given = message.agent?.label ?? null;
    const hidden = citations.some(({ readable }) => !readable) || [...used.map(({ label }) => label), ...(given === null ? [] : [given])].some((label) => !visibleLabels(principal).includes(label));
    const label = highestLabel([...(given === null ? [] : [given]), ...used.map((each) => each.label), ...citations.map(({ citation }) => citation.label)]);
    const deleted = [...message.used.map(({ id }) => id), ...message.citations.map(({ document }) => document.id)].some((id) => (standings.get(id)?.document ?? null) === null);
    const shown = { ...message, gone: hidden || deleted, used, label, citations: citations.map(({ citation }) => citation) };
    return hidden ? { ...shown, content: HIDDEN, unsupported: [], steps: [], safety: [], agent: withoutContent(message.agent) } : shown;
  });
}

/** Which tools an agent used stays; what it asked them and what they gave goes. */
function withoutContent(agent: KeptMessage['agent']): KeptMessage['agent'] {
  if (agent === null) return null;
  const steps = agent.steps.map((step) => ({ ...step, arguments: {}, note: '', said: undefined }));
  return { ...agent, steps, needs: null, output: { format: 'summary_text', hints: { type: 'text' }, data: null } };
}

function refreshed(citation: Citation, standings: Standings, principal: Principal): { citation: Citation; readable: boolean } {
  const now = standings.get(citation.document.id);
  const readable = now === undefined ? visibleLabels(principal).includes(citation.label) : now.readable;
  const whole = { ...withDefaults(citation), label: now?.label ?? citation.label };
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
