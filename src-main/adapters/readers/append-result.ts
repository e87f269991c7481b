import type { ReadResult } from '#core/ports/document-reader.ts';
import type { SectionBuilder } from './section-builder.ts';

/**
 * Adds what another reader made of a stretch of a document, under the heading reached. Without `headings`, what looks like
 * one is a paragraph.
 */
export function appendResult(builder: SectionBuilder, result: ReadResult, { headings = true }: { headings?: boolean } = {}): void {
  const tables = new Map<number, number>();
  for (const part of result.parts) {
    for (const { start, end, ...block } of part.blocks) {
      const text = part.text.slice(start, end);
      if (block.kind === 'heading' && headings) builder.heading(block.level, text);
      else if (block.kind === 'heading') builder.add({ kind: 'paragraph' }, text);
      else if (block.kind === 'table-row') {
        const table = tables.get(block.table) ?? builder.newTable();
        tables.set(block.table, table);
        builder.add({ ...block, table }, text);
      } else builder.add(block, text);
    }
  }
}
