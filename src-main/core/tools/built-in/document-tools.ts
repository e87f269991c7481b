import { DOCUMENT_TYPES } from '#shared/contract/document-types.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { DocumentReading, Retrieval } from '#core/knowledge/index.ts';
import { highestLabel } from '#core/policy/index.ts';
import { builtIn, type BuiltIn, textOf } from './built-in-tool.ts';
import { withinCollections } from './within-collections.ts';

/** Characters of a document given at once. */
const READ_AT_ONCE = 12_000;

export interface DocumentToolDeps {
  retrieval: Pick<Retrieval, 'search' | 'current'>;
  reading: DocumentReading;
}

/** Documents, as far as the caller may read them. */
export function documentTools({ retrieval, reading }: DocumentToolDeps): readonly BuiltIn[] {
  return [
    builtIn(
      {
        name: 'rag_search',
        description: "Searches the plant's documents and gives the passages that fit best, with document and page.",
        properties: {
          query: { type: 'string', minLength: 1, maxLength: 1_000, description: 'what to look for, as a question or in words' },
          top: { type: 'integer', minimum: 1, maximum: 20, description: 'at most so many passages; 6 unless given' },
          documents: { type: 'array', maxItems: 50, items: { type: 'string', format: 'uuid', maxLength: 36 }, description: 'ids of documents to search alone' },
        },
        required: ['query'],
      },
      async (invocation) => {
        const { arguments: given, call, signal } = invocation;
        const [documents, collections] = [idsIn(given['documents']), await withinCollections(reading, invocation)];
        const found = await retrieval.search(call.principal, textOf(given['query']), { top: Number(given['top'] ?? 6), filters: { ...(documents ? { documents } : {}), ...(collections ? { collections } : {}) }, signal });
        const passages = found.results.map(({ document, page, section, text, label }) => ({ document: document.id, filename: document.filename, standing: document.standing, page, section, label, text }));
        return { output: { relevant: found.relevant, searched: found.searched, passages }, label: highestLabel(found.results.map(({ label }) => label)), passages: found.results };
      },
    ),
    builtIn(
      {
        name: 'document_list',
        description: 'Lists documents of the plant by part of their name or title and by type, newest first, with their ids.',
        properties: {
          name: { type: 'string', maxLength: 200, description: 'part of the file name or title' },
          type: { type: 'string', enum: [...DOCUMENT_TYPES] },
          limit: { type: 'integer', minimum: 1, maximum: 100, description: '30 unless given' },
        },
      },
      async (invocation) => {
        const { arguments: given, call } = invocation;
        const documents = await reading.find(call.principal, { name: textOf(given['name']), type: textOf(given['type']) || null, limit: Number(given['limit'] ?? 30), within: await withinCollections(reading, invocation) });
        return { output: { documents }, label: highestLabel(documents.map(({ label }) => label)) };
      },
    ),
    builtIn(
      {
        name: 'document_read',
        description: 'Gives the text of one document, from a page or part on; go on with what "next" says.',
        properties: {
          document: { type: 'string', minLength: 1, maxLength: 512, description: 'id or file name' },
          page: { type: 'integer', minimum: 1, description: 'physical page to begin at' },
          part: { type: 'integer', minimum: 0, description: 'part to begin at, as "next" says' },
          offset: { type: 'integer', minimum: 0, description: 'character of that part, as "next" says' },
        },
        required: ['document'],
      },
      async (invocation) => {
        const { arguments: given, call } = invocation;
        const numberAt = (key: string): number | null => (typeof given[key] === 'number' ? given[key] : null);
        const { label, chunkIds, ...read } = await reading.read(call.principal, { document: textOf(given['document']), page: numberAt('page'), part: numberAt('part'), offset: numberAt('offset') ?? 0, characters: READ_AT_ONCE, within: await withinCollections(reading, invocation) });
        return { output: read, label, passages: inOrder(await retrieval.current(call.principal, chunkIds, {}), chunkIds) };
      },
    ),
  ];
}

function idsIn(value: unknown): string[] | null {
  const ids = Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(each)) : [];
  return Array.isArray(value) ? ids : null;
}

function inOrder(passages: readonly Passage[], ids: readonly string[]): Passage[] {
  return passages.toSorted((a, b) => ids.indexOf(a.chunkId) - ids.indexOf(b.chunkId));
}
