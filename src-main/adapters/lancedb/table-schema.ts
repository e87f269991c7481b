import { Index, MatchQuery, type Query, type Table as LanceTable } from '@lancedb/lancedb';
import { type Data, type DataType, Field, FixedSizeList, Float32, Int32, makeData, RecordBatch, Schema, Struct, Table, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import type { IndexedText, IndexedVector } from '#core/ports/vector-index.ts';
import { exactText } from './exact-text.ts';

/** A table of a tenant's index, as it is made and as it has to be found. */
export interface TableSpec {
  name: string;
  schema: Schema;
  /** Every index but the one on vectors, which waits until there are many. */
  indexes: readonly ColumnIndex[];
}

export interface ColumnIndex {
  column: string;
  config(): Index;
  /** A query that goes through the index, to see whether it can be read. */
  probe(table: LanceTable): Query;
}

/** Every language, as written: no stemming, marks folded away, positions kept for phrases. */
const exactIndex = (): Index =>
  Index.fts({ baseTokenizer: 'icu', lowercase: true, asciiFolding: true, stem: false, removeStopWords: false, withPosition: true });

/** The same text under English stems, a weaker second voice: "probes" finds "probe". */
const stemIndex = (): Index =>
  Index.fts({ baseTokenizer: 'icu', lowercase: true, asciiFolding: true, stem: true, language: 'English', removeStopWords: true, withPosition: false });

const KEYS: readonly ColumnIndex[] = [
  { column: 'id', config: Index.btree, probe: (table) => table.query().where("id = '0'").select(['id']) },
  { column: 'document_id', config: Index.bitmap, probe: (table) => table.query().where("document_id = '0'").select(['id']) },
  { column: 'label_rank', config: Index.bitmap, probe: (table) => table.query().where('label_rank = 0').select(['id']) },
];

const keyFields = (): Field[] => [new Field('id', new Utf8(), false), new Field('document_id', new Utf8(), false)];
const labelField = (): Field => new Field('label_rank', new Int32(), false);

/** LanceDB's name for the index of column `text`. */
export const TEXT_INDEX = 'text_idx';

/** What full-text search looks in. Written once a chunk: words are what costs. */
export const TEXT_TABLE: TableSpec = {
  name: 'texts',
  schema: new Schema([...keyFields(), new Field('text', new Utf8(), false), new Field('stems', new Utf8(), false), labelField()]),
  indexes: [
    { column: 'text', config: exactIndex, probe: (table) => table.query().fullTextSearch(new MatchQuery('a 1', 'text')).select(['id', '_score']) },
    { column: 'stems', config: stemIndex, probe: (table) => table.query().fullTextSearch(new MatchQuery('a 1', 'stems')).select(['id', '_score']) },
    ...KEYS,
  ],
};

export interface VectorTableSpec extends TableSpec {
  dimension: number;
}

const vectorsName = (table: number): string => (table === 0 ? 'vectors' : `vectors-${table}`);
/** What belongs to a table of vectors in a tenant's folder. */
const VECTORS_FILE = /^(vectors(?:-\d+)?)\.lance(?:\.synced\.json)?$/;

export const ofOtherVectors = (file: string, table: number): boolean => (VECTORS_FILE.exec(file)?.[1] ?? vectorsName(table)) !== vectorsName(table);

/** The vectors of the chunks that have one, which come later than their text. Each change of the model makes a table of its own. */
export const vectorTable = (dimension: number, table = 0): VectorTableSpec => ({
  name: vectorsName(table),
  dimension,
  schema: new Schema([...keyFields(), labelField(), new Field('vector', new FixedSizeList(dimension, new Field('item', new Float32(), true)), false)]),
  indexes: KEYS,
});

interface Keys {
  chunkId: string;
  documentId: string;
  labelRank: number;
}

export function textRows(chunks: readonly IndexedText[]): Table {
  return inTable(TEXT_TABLE.schema, chunks.length, { ...keyColumns(chunks), text: strings(chunks, ({ text }) => exactText(text)), stems: strings(chunks, ({ text }) => text) });
}

export type WithVector = IndexedVector & { vector: Float32Array };

export function vectorRows(rows: readonly WithVector[], { schema, dimension }: VectorTableSpec): Table {
  const type = schema.fields.find(({ name }) => name === 'vector')?.type as FixedSizeList<Float32>;
  const numbers = new Float32Array(rows.length * dimension);
  rows.forEach(({ vector }, row) => numbers.set(vector, row * dimension));
  const child = makeData({ type: type.children[0]?.type ?? new Float32(), data: numbers });
  return inTable(schema, rows.length, { ...keyColumns(rows), vector: makeData({ type, length: rows.length, nullCount: 0, child }) });
}

function keyColumns(rows: readonly Keys[]): Record<string, Data> {
  return {
    id: strings(rows, ({ chunkId }) => chunkId),
    document_id: strings(rows, ({ documentId }) => documentId),
    label_rank: makeData({ type: new Int32(), data: Int32Array.from(rows, ({ labelRank }) => labelRank) }),
  };
}

/** Column by column: putting values into a table one by one takes most of the time of indexing. */
function inTable(schema: Schema, length: number, columns: Record<string, Data>): Table {
  const children = schema.fields.map(({ name }) => columns[name] ?? dataOf(vectorFromArray([], new Utf8())));
  return new Table(schema, new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children })));
}

const strings = <Row>(rows: readonly Row[], of: (row: Row) => string): Data<Utf8> => dataOf(vectorFromArray(rows.map(of), new Utf8()));

function dataOf<T extends DataType>(vector: Vector<T>): Data<T> {
  const [data] = vector.data;
  if (data === undefined) throw new TypeError('a column without data');
  return data;
}
