import type { DocumentType } from '#shared/contract/document-types.ts';

/** "Rev C", "rev_02", "Revision 3", "Rev. 2.1": the word is there, so what follows is one. */
const NAMED = /(?:^|[^a-z])rev(?:ision)?[ ._-]*((?:\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?)|[a-z](?:\d{1,2})?)(?![a-z0-9])/i;
/** "-R1", "_r02" at the end; in the middle it may be a reactor. */
const SHORT = /[ ._-]r(\d{1,2})$/i;
/** "v2.1", "version 4", "_v3" at the end: as programs number their files. "V-101" and "V3" may be valves. */
const VERSION = /(?:^|[ ._(-])(?:v(?=\d+\.)|version[ ._-]?)(\d{1,3}(?:\.\d{1,3}){0,2})(?=$|[ ._)-])|[ ._-]v(\d{1,2})$/;

const TYPES: readonly [RegExp, DocumentType][] = [
  [/data ?sheets?|datenblatt/, 'datasheet'],
  [/p ?(?:&|and|n) ?id|r&i|piping and instrumentation/, 'pid'],
  [/procedures?|sop|work instructions?|quy trinh/, 'procedure'],
  [/manuals?|handbook|handbuch|betriebsanleitung/, 'manual'],
  [/reports?|bericht/, 'report'],
];

/** What a file's name says of the document for certain; null where it says nothing, or more than one thing. */
export function describedByName(filename: string): { revision: string | null; type: DocumentType | null } {
  const name = filename.replace(/\.[a-z0-9]{1,5}$/i, '');
  const words = ` ${name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9&]+/g, ' ')} `;
  const types = TYPES.filter(([pattern]) => new RegExp(`(?<![a-z0-9])(?:${pattern.source})(?![a-z0-9])`).test(words)).map(([, type]) => type);
  return { revision: revisionIn(name), type: types.length === 1 ? (types[0] ?? null) : null };
}

function revisionIn(name: string): string | null {
  const found = [NAMED, SHORT, VERSION].flatMap((pattern) => {
    const match = pattern.exec(name);
    return match?.[1] ?? match?.[2] ?? [];
  });
  return found.length === 1 ? (found[0]?.toUpperCase() ?? null) : null;
}
