import { Index, MatchQuery, type Query, type Table as LanceTable } from '@lancedb/lancedb';
import { type Data, type DataType, Field, FixedSizeList, Float32, Int32, makeData, RecordBatch, Schema, Struct, Table, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
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

/** Column by column: putting numbers into a table one by one takes most of the time of indexing. */
export function toArrow(chunks: readonly IndexedChunk[], schema: Schema): Table {
  const strings = (of: (chunk: IndexedChunk) => string): Data<Utf8> => dataOf(vectorFromArray(chunks.map(of), new Utf8()));
  const columns: Record<string, Data> = {
    id: strings(({ chunkId }) => chunkId),
    document_id: strings(({ documentId }) => documentId),
    text: strings(({ text }) => exactText(text)),
    stems: strings(({ text }) => text),
    label_rank: makeData({ type: new Int32(), data: Int32Array.from(chunks, ({ labelRank }) => labelRank) }),
    vector: vectorData(chunks, schema),
  };
  const children = schema.fields.map(({ name }) => columns[name] ?? dataOf(vectorFromArray([], new Utf8())));
  return new Table(schema, new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: chunks.length, nullCount: 0, children })));
}

function vectorData(chunks: readonly IndexedChunk[], schema: Schema): Data<FixedSizeList> {
  const type = schema.fields.find(({ name }) => name === 'vector')?.type as FixedSizeList<Float32>;
  const numbers = new Float32Array(chunks.length * type.listSize);
  const present = new Uint8Array(Math.ceil(chunks.length / 8));
  chunks.forEach(({ vector }, row) => {
    if (vector === null) return;
    numbers.set(vector, row * type.listSize);
    present[row >> 3] = (present[row >> 3] ?? 0) | (1 << (row & 7));
  });
  const nullCount = chunks.filter(({ vector }) => vector === null).length;
  return makeData({ type, length: chunks.length, nullCount, nullBitmap: present, child: makeData({ type: type.children[0]?.type ?? new Float32(), data: numbers }) });
}

function dataOf<T extends DataType>(vector: Vector<T>): Data<T> {
  const [data] = vector.data;
  if (data === undefined) throw new TypeError('a column without data');
  return data;
}
