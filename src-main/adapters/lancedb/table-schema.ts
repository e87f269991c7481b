import { makeArrowTable, Index } from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Int32, Schema, type Table, Utf8 } from 'apache-arrow';
import type { IndexedChunk } from '#core/ports/vector-index.ts';
import { exactText } from './exact-text.ts';

export const TABLE = 'chunks';

export function tableSchema(dimension: number): Schema {
  return new Schema([
    new Field('id', new Utf8(), false),
    new Field('document_id', new Utf8(), false),
    new Field('text', new Utf8(), false),
    new Field('stems', new Utf8(), false),
    new Field('label_rank', new Int32(), false),
    new Field('vector', new FixedSizeList(dimension, new Field('item', new Float32(), true)), true),
  ]);
}

/** Every language, as written: no stemming, marks folded away, positions kept for phrases. */
export const exactIndex = (): Index =>
  Index.fts({ baseTokenizer: 'icu', lowercase: true, asciiFolding: true, stem: false, removeStopWords: false, withPosition: true });

/** The same text under English stems, a weaker second voice: "probes" finds "probe". */
export const stemIndex = (): Index =>
  Index.fts({ baseTokenizer: 'icu', lowercase: true, asciiFolding: true, stem: true, language: 'English', removeStopWords: true, withPosition: false });

export function toArrow(chunks: readonly IndexedChunk[], schema: Schema): Table {
  const rows = chunks.map((chunk) => ({
    id: chunk.chunkId,
    document_id: chunk.documentId,
    text: exactText(chunk.text),
    stems: chunk.text,
    label_rank: chunk.labelRank,
    vector: chunk.vector,
  }));
  return makeArrowTable(rows, { schema });
}
