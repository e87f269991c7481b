import type { TextPlace } from '#core/knowledge/ingestion/chunk-rows.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { sql } from '#core/ports/sql.ts';

const ROWS_PER_STATEMENT = 200;

/** PostgreSQL has no NUL and JSON no half of a surrogate pair; both are replaced one for one, so that offsets hold. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', ' ');
}

export function storablePart(part: DocumentPart): DocumentPart {
  return { ...part, text: storableText(part.text), section: part.section === null ? null : storableText(part.section) };
}

/** Adds parts behind those that are there; `first` is the number of the first. */
export async function insertParts(
  tx: Transaction,
  target: { tenantId: string; documentId: string; place: TextPlace; first: number },
  parts: readonly DocumentPart[],
): Promise<void> {
  for (let at = 0; at < parts.length; at += ROWS_PER_STATEMENT) {
    const rows = parts.slice(at, at + ROWS_PER_STATEMENT).map((part, n) => ({
      part: target.first + at + n,
      page: part.page,
      section: part.section,
      content: part.text,
      lines: storedLines(part),
      recognise: part.recognise ?? null,
    }));
    await tx.run(sql`INSERT INTO ${target.place.parts} (tenant_id, document_id, part, page, section, content, lines, recognise)
      SELECT ${target.tenantId}::uuid, ${target.documentId}::uuid, r.part, r.page, r.section, r.content, r.lines, r.recognise
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(part int, page int, section text, content text, lines jsonb, recognise text)`);
  }
}

/** `[[start, end, x, y, width, height], …]`, the form `document_parts.lines` keeps. */
export function storedLines(part: DocumentPart): number[][] | null {
  return part.lines?.map(({ start, end, box }) => [start, end, ...box.map(rounded)]) ?? null;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
