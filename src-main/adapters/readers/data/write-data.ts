import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { rowText } from '#adapters/readers/table-parts.ts';

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Flat = Map<string, string>;
type JsonObject = { [key: string]: Json };

const DEEPEST_HEADING = 6;
const DEEPEST = 200;
/** An object with more fields than this is no row of a table that anybody could read. */
const MOST_COLUMNS = 60;
const DEEPEST_COLUMN = 4;
/** Objects up to this size stand as lines in the section around them. */
const SMALL = 240;

/** Writes nested data as sections, tables and lines `key: value`. `cut` says that something lay too deep. */
export function writeData(builder: SectionBuilder, value: Json): { cut: boolean } {
  const state = { cut: false };
  writeValue({ builder, state }, value, { key: '', prefix: '', level: 1, depth: 0 });
  return state;
}

interface Context {
  builder: SectionBuilder;
  state: { cut: boolean };
}

interface Place {
  key: string;
  /** Keys that stand in front of lines because headings go no deeper. */
  prefix: string;
  level: number;
  depth: number;
}

function writeValue(context: Context, value: Json, place: Place): void {
  if (place.depth > DEEPEST) {
    context.state.cut = true;
    return;
  }
  if (Array.isArray(value)) writeList(context, value, place);
  else if (value !== null && typeof value === 'object') writeObject(context, value, place);
  else context.builder.add({ kind: 'paragraph' }, line(place, place.key, scalar(value)));
}

function writeObject(context: Context, value: JsonObject, place: Place): void {
  const lines: string[] = [];
  const nested: [string, Json][] = [];
  for (const [key, child] of Object.entries(value)) {
    const text = asLines(child, key, place);
    if (text === null) nested.push([key, child]);
    else lines.push(...text);
  }
  context.builder.add({ kind: 'paragraph' }, lines.join('\n'));
  for (const [key, child] of nested) writeNested(context, key, child, place);
}

function writeNested(context: Context, key: string, child: Json, place: Place): void {
  const inner: Place = { key, prefix: place.prefix, level: place.level + 1, depth: place.depth + 1 };
  if (place.level <= DEEPEST_HEADING) context.builder.heading(place.level, key);
  else inner.prefix = `${place.prefix}${key}.`;
  writeValue(context, child, inner);
}

/** Values that need no section of their own; null for the others. */
function asLines(child: Json, key: string, place: Place): string[] | null {
  const text = simple(child);
  if (text !== null) return text === '' ? [] : [line(place, key, text)];
  if (Array.isArray(child)) return null;
  const flat = flatten(child as JsonObject);
  if (flat === null) return null;
  const lines = [...flat].map(([path, value]) => line(place, `${key}.${path}`, value));
  return lines.join('').length <= SMALL ? lines : null;
}

function writeList(context: Context, list: Json[], place: Place): void {
  const rows = tableRows(list);
  if (rows !== null) return writeTable(context, rows);
  const text = simple(list);
  if (text !== null) return context.builder.add({ kind: 'paragraph' }, line(place, place.key, text));
  // Where keys stand in front of lines, this one does already.
  const key = place.prefix.endsWith(`${place.key}.`) ? '' : place.key === '' ? 'item ' : `${place.key} `;
  list.forEach((item, at) => {
    const text = simple(item);
    if (text !== null) context.builder.add({ kind: 'list-item', ordered: false }, `- ${text}`);
    else writeNested(context, labelOf(item) ?? `${key}${at + 1}`, item, place);
  });
}

/** What an object calls itself. */
function labelOf(item: Json): string | null {
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return null;
  for (const key of ['title', 'name', 'tag', 'label', 'id', 'code']) {
    const value = item[key];
    if ((typeof value === 'string' && value.trim() !== '' && value.length <= 120) || typeof value === 'number') return String(value);
  }
  return null;
}

/** The rows of a list of like objects; null where it is no table. */
function tableRows(list: Json[]): Flat[] | null {
  if (list.length < 2) return null;
  const rows: Flat[] = [];
  const columns = new Set<string>();
  for (const item of list) {
    const flat = item !== null && typeof item === 'object' && !Array.isArray(item) ? flatten(item) : null;
    if (flat === null) return null;
    for (const key of flat.keys()) columns.add(key);
    if (columns.size > MOST_COLUMNS) return null;
    rows.push(flat);
  }
  return rows;
}

function writeTable({ builder }: Context, rows: readonly Flat[]): void {
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const table = builder.newTable();
  builder.add({ kind: 'table-row', table, header: true }, rowText(columns));
  // A gap would move the cells after it under the wrong names.
  for (const row of rows) builder.add({ kind: 'table-row', table, header: false }, rowText(columns.map((column) => row.get(column) || '–')));
}

/** Leaves by their path (`motor.power`); null where there are lists of objects, too many leaves, or too much depth. */
function flatten(value: JsonObject, prefix = '', into: Flat = new Map(), depth = 0): Flat | null {
  if (depth >= DEEPEST_COLUMN) return null;
  for (const [key, child] of Object.entries(value)) {
    const text = simple(child);
    if (text !== null) into.set(`${prefix}${key}`, text);
    else if (Array.isArray(child) || flatten(child as JsonObject, `${prefix}${key}.`, into, depth + 1) === null) return null;
    if (into.size > MOST_COLUMNS) return null;
  }
  return into;
}

/** A value as one text: a scalar, or a list of scalars; null for others. */
function simple(value: Json): string | null {
  if (!Array.isArray(value)) return value !== null && typeof value === 'object' ? (Object.keys(value).length === 0 ? '' : null) : scalar(value);
  return value.every((item) => item === null || typeof item !== 'object') ? value.map((item) => scalar(item as Exclude<Json, object>)).join(', ') : null;
}

function scalar(value: null | boolean | number | string): string {
  return typeof value === 'string' ? value.trim() : String(value);
}

function line({ prefix }: Place, key: string, text: string): string {
  return key === '' && prefix === '' ? text : `${prefix}${key}: ${text}`;
}
