import { Index, makeArrowTable, MatchQuery, type Query, type Table as LanceTable } from '@lancedb/lancedb';
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
const exactIndex = (): Index =>
  Index.fts({ baseTokenizer: 'icu', lowercase: true, asciiFolding: true, stem: false, removeStopWords: false, withPosition: true });

/** The same text under English stems, a weaker second voice: "probes" finds "probe". */
const stemIndex = (): Index =>
  Index.fts({ baseTokenizer: 'icu', lowercase: true, asciiFolding: true, stem: true, language: 'English', removeStopWords: true, withPosition: false });

interface ColumnIndex {
  column: string;
  config(): Index;
  /** A query that goes through the index, to see whether it can be read. */
  probe(table: LanceTable): Query;
}

/** Every index of the table but the one on vectors, which waits until there are many. */
export const INDEXES: readonly ColumnIndex[] = [
  { column: 'text', config: exactIndex, probe: (table) => table.query().fullTextSearch(new MatchQuery('a 1', 'text')).select(['id', '_score']) },
  { column: 'stems', config: stemIndex, probe: (table) => table.query().fullTextSearch(new MatchQuery('a 1', 'stems')).select(['id', '_score']) },
  { column: 'id', config: Index.btree, probe: (table) => table.query().where("id = '0'").select(['id']) },
  { column: 'document_id', config: Index.bitmap, probe: (table) => table.query().where("document_id = '0'").select(['id']) },
  { column: 'label_rank', config: Index.bitmap, probe: (table) => table.query().where('label_rank = 0').select(['id']) },
];

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
