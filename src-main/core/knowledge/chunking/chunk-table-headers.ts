import type { DocumentPart } from '#core/ports/document-reader.ts';
import type { Unit } from './chunk-units.ts';
import { estimateTokens } from './chunk-tokens.ts';

interface Header {
  text: string;
  tokens: number;
}

/** Remembers the header rows of every table, since a table may go on in a later chunk, page or part. */
export interface TableHeaders {
  pass(unit: Unit, part: DocumentPart): void;
  /** The header to repeat in front of a chunk that begins with this unit; null if none or if it would take too much room. */
  before(unit: Unit): Header | null;
}

export function createTableHeaders(maxTokens: number): TableHeaders {
  const headers = new Map<number, Header>();
  return {
    pass({ block, start, end }, part) {
      if (block.kind !== 'table-row' || !block.header) return;
      const known = headers.get(block.table);
      const text = known === undefined ? part.text.slice(start, end) : `${known.text}\n${part.text.slice(start, end)}`;
      headers.set(block.table, { text, tokens: estimateTokens(text) });
    },
    before({ block }) {
      if (block.kind !== 'table-row' || block.header) return null;
      const header = headers.get(block.table);
      return header === undefined || header.tokens > maxTokens ? null : header;
    },
  };
}
