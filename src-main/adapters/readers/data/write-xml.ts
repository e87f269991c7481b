import { proseKind, startsWarning } from '#shared/prose-hints.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { firstRowIsHeader } from '#adapters/readers/table-header.ts';
import { rowText } from '#adapters/readers/table-parts.ts';
import { elementsOf, hasOwnText, textContent } from './xml-tree.ts';
import type { XmlNode } from './xml-tree.ts';

/** Names that DocBook, DITA, S1000D, TEI and XHTML share, more or less. */
const TITLE = /^(title|head|caption|subject|techname|dmtitle)$/i;
const PROSE = /^(para|p|simplepara|shortdesc|text|description|abstract|cmd|seg|note|notepara|warningandcautionpara|summary)$/i;
const STEP = /^(step|substep|proceduralstep|listitem|li|item|challenge)$/i;
const ORDERED = /^(steps|substeps|procedure|orderedlist|ol|proceduralstep|substeps-unordered|step|substep)$/i;
const WARNING = /^(warning|caution|danger|notice|attention)$/i;
const TABLE = /^(table|informaltable|simpletable)$/i;
const ROW = /^(row|tr|strow|sthead)$/i;
const DEEPEST_HEADING = 6;
const MOST_COLUMNS = 60;

/** Writes an element and what is in it. */
export function writeXml(builder: SectionBuilder, node: XmlNode, level = 1): void {
  if (WARNING.test(node.name)) return writeWarning(builder, node);
  if (TABLE.test(node.name) && writeTable(builder, node)) return;
  if (isLeaf(node)) return writeLeaf(builder, node);
  writeContainer(builder, node, level);
}

/** Elements with text of their own are prose, whatever is marked up in it. */
function isLeaf(node: XmlNode): boolean {
  return hasOwnText(node) || elementsOf(node).length === 0 || (PROSE.test(node.name) && !elementsOf(node).some((child) => WARNING.test(child.name) || TABLE.test(child.name)));
}

function writeWarning(builder: SectionBuilder, node: XmlNode): void {
  const text = textContent(node);
  builder.add({ kind: 'warning' }, startsWarning(text) || text === '' ? text : `${node.name.toUpperCase()}: ${text}`);
}

function writeLeaf(builder: SectionBuilder, node: XmlNode): void {
  const text = textContent(node);
  if (PROSE.test(node.name)) builder.add(proseKind(text), text);
  else builder.add({ kind: 'paragraph' }, leafLine(node));
}

/** `pressure (unit: bar): 6.5` */
function leafLine(node: XmlNode): string {
  const attributes = attributePairs(node).map(([name, value]) => `${name}: ${value}`).join(', ');
  const text = textContent(node);
  if (text === '') return attributes === '' ? '' : `${node.name}: ${attributes}`;
  return attributes === '' ? `${node.name}: ${text}` : `${node.name} (${attributes}): ${text}`;
}

function attributePairs(node: XmlNode): [string, string][] {
  return Object.entries(node.attributes).filter(([name, value]) => value.trim() !== '' && !/^(xmlns|xsi|xml|schemaLocation|noNamespaceSchemaLocation|space|lang)(:|$)/i.test(name));
}

function writeContainer(builder: SectionBuilder, node: XmlNode, level: number): void {
  const children = elementsOf(node);
  const title = children.find((child) => TITLE.test(child.name) && isLeaf(child));
  const heading = title === undefined ? nameOf(node) : textContent(title);
  if (level <= DEEPEST_HEADING && heading !== null) builder.heading(level, heading);
  else if (title !== undefined) builder.add({ kind: 'paragraph' }, textContent(title));
  const ordered = ORDERED.test(node.name);
  let lines: string[] = [];
  let number = 0;
  const flush = (): void => {
    builder.add({ kind: 'paragraph' }, lines.join('\n'));
    lines = [];
  };
  for (const group of groupsOf(children.filter((child) => child !== title))) {
    const [first] = group;
    if (first === undefined) continue;
    if (STEP.test(first.name)) {
      flush();
      for (const step of group) writeStep(builder, step, ordered ? `${(number += 1)}.` : '-', level + 1);
    } else if (group.length > 1 && writeRecords(builder, group, flush)) continue;
    else for (const child of group) if (isLineLike(child)) lines.push(leafLine(child));
      else {
        flush();
        writeXml(builder, child, level + 1);
      }
  }
  flush();
}

/** Structural wrappers of prose have no name a reader would look for; records and data sections do. */
function nameOf(node: XmlNode): string | null {
  if (/^(body|content|section|sect\d|chapter|steps|substeps|procedure|orderedlist|itemizedlist|ul|ol|dl|div|conbody|taskbody|refbody|dmodule|levelledpara|randomlist|sequentiallist)$/i.test(node.name)) return null;
  const label = ['name', 'title', 'label', 'tag', 'id'].map((key) => node.attributes[key]?.trim() ?? '').find((value) => value !== '' && value.length <= 120);
  return label === undefined ? node.name : `${node.name} ${label}`;
}

function isLineLike(node: XmlNode): boolean {
  return isLeaf(node) && !PROSE.test(node.name) && !WARNING.test(node.name) && !TABLE.test(node.name);
}

/** Neighbours of one name, which are steps, records or a list. */
function groupsOf(children: readonly XmlNode[]): XmlNode[][] {
  const groups: XmlNode[][] = [];
  for (const child of children) {
    const last = groups.at(-1);
    if (last?.[0]?.name === child.name) last.push(child);
    else groups.push([child]);
  }
  return groups;
}

function writeStep(builder: SectionBuilder, step: XmlNode, marker: string, level: number): void {
  const children = elementsOf(step);
  if (!children.some((child) => WARNING.test(child.name) || TABLE.test(child.name) || elementsOf(child).some((inner) => STEP.test(inner.name)))) {
    const text = textContent(step);
    if (text !== '') builder.add({ kind: 'list-item', ordered: marker !== '-' }, `${marker} ${text}`);
    return;
  }
  const [lead, ...rest] = children;
  if (lead !== undefined && isLeaf(lead) && !WARNING.test(lead.name)) builder.add({ kind: 'list-item', ordered: marker !== '-' }, `${marker} ${textContent(lead)}`);
  else if (lead !== undefined) rest.unshift(lead);
  for (const child of rest) writeXml(builder, child, Math.max(level, DEEPEST_HEADING + 1));
}

/** Like elements as rows, their attributes and children as columns. False where they are no records. */
function writeRecords(builder: SectionBuilder, group: readonly XmlNode[], flush: () => void): boolean {
  const rows = group.map(recordOf);
  if (rows.some((row) => row === null)) return false;
  const records = rows.filter((row) => row !== null);
  const columns = [...new Set(records.flatMap((row) => [...row.keys()]))];
  if (columns.length < 2 || columns.length > MOST_COLUMNS) return false;
  flush();
  const table = builder.newTable();
  builder.add({ kind: 'table-row', table, header: true }, rowText(columns));
  // A gap would move the cells after it under the wrong names.
  for (const row of records) builder.add({ kind: 'table-row', table, header: false }, rowText(columns.map((column) => row.get(column) || '–')));
  return true;
}

function recordOf(node: XmlNode): Map<string, string> | null {
  if (PROSE.test(node.name) || WARNING.test(node.name)) return null;
  const record = new Map(attributePairs(node));
  if (hasOwnText(node)) {
    if (elementsOf(node).length > 0 || record.size === 0) return null;
    return record.set(node.name, textContent(node));
  }
  for (const child of elementsOf(node)) {
    if (!isLeaf(child) || PROSE.test(child.name) && elementsOf(node).length === 1) return null;
    for (const [name, value] of attributePairs(child)) record.set(`${child.name}.${name}`, value);
    const text = textContent(child);
    if (text !== '') record.set(child.name, record.has(child.name) ? `${record.get(child.name)}, ${text}` : text);
  }
  return record;
}

/** A table of rows and cells, the model of CALS and of HTML. False where there are no rows. */
function writeTable(builder: SectionBuilder, node: XmlNode): boolean {
  const rows = rowsOf(node, false);
  if (rows.length === 0) return false;
  const title = elementsOf(node).find((child) => TITLE.test(child.name));
  if (title !== undefined) builder.add({ kind: 'paragraph' }, textContent(title));
  const guessed = rows.some((row) => row.header) ? -1 : firstRowIsHeader(rows.map((row) => row.cells)) ? 0 : -1;
  const table = builder.newTable();
  rows.forEach(({ cells, header }, at) => builder.add({ kind: 'table-row', table, header: header || at === guessed }, rowText(cells)));
  return true;
}

function rowsOf(node: XmlNode, inHead: boolean): { cells: string[]; header: boolean }[] {
  return elementsOf(node).flatMap((child) => {
    if (ROW.test(child.name)) return [{ cells: elementsOf(child).map(textContent), header: inHead || /^sthead$/i.test(child.name) }];
    return rowsOf(child, inHead || /^thead$/i.test(child.name));
  });
}
