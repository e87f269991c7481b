import type { ReadResult } from '#core/ports/document-reader.ts';
import type { AttachmentStore } from '#adapters/readers/attachment-store.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { decodeCharset } from '#adapters/readers/text/decode-charset.ts';
import { openCompoundFile } from './compound-file.ts';
import type { CompoundEntry, CompoundFile } from './compound-file.ts';
import { rtfToText, unpackRtf } from './compressed-rtf.ts';
import { writeHead, writeHtmlBody, writeTextBody } from './mail-writer.ts';
import type { MailHead } from './mail-writer.ts';
import { charsetOf, msgProperties } from './msg-properties.ts';
import type { MsgProperties } from './msg-properties.ts';

const DEEPEST = 10;
/** What stands before the properties of a message, of one inside another, and of an attachment ([MS-OXMSG] 2.4.1). */
const HEADER = { top: 32, inner: 24, attachment: 8 };

interface Reading {
  file: CompoundFile;
  builder: SectionBuilder;
  store: AttachmentStore;
  limits: ReaderLimits;
  warnings: string[];
}

/** Reads an Outlook message ([MS-OXMSG]) like any other mail. Throws `FILE_UNREADABLE`. */
export async function readMsg(bytes: Buffer, store: AttachmentStore, limits: ReaderLimits): Promise<ReadResult> {
  const file = openCompoundFile(bytes);
  const reading: Reading = { file, builder: createSectionBuilder(limits), store, limits, warnings: [] };
  const properties = msgProperties(file, file.root, HEADER.top);
  await writeMessage(reading, file.root, properties, 0);
  const subject = properties.text('0037').trim();
  return { kind: 'email', title: subject === '' ? null : subject, pages: null, parts: reading.builder.finish(), outline: reading.builder.outline(), warnings: reading.warnings };
}

async function writeMessage(reading: Reading, storage: CompoundEntry, properties: MsgProperties, depth: number): Promise<void> {
  writeHead(reading.builder, headOf(properties));
  writeBody(reading, properties);
  for (const child of storage.children) if (child.isStorage && child.name.startsWith('__attach_version1.0_')) await writeAttachment(reading, child, depth);
}

function headOf(properties: MsgProperties): MailHead {
  const name = properties.text('0C1A');
  const address = properties.text('5D01') || properties.text('0C1F');
  const date = properties.date('0039') ?? properties.date('0E06');
  return {
    subject: properties.text('0037'),
    from: address.includes('@') && address !== name ? `${name} <${address}>`.trim() : name,
    to: properties.text('0E04'),
    cc: properties.text('0E03'),
    date: date === null ? '' : date.toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
  };
}

function writeBody({ builder, limits, warnings }: Reading, properties: MsgProperties): void {
  const plain = properties.text('1000');
  if (plain.trim() !== '') return writeTextBody(builder, plain, limits);
  const html = properties.binary('1013');
  if (html !== null) return writeHtmlBody(builder, decodeCharset(html, charsetOf(properties.integer('3FDE') ?? 0)), limits);
  const htmlText = properties.text('1013');
  if (htmlText !== '') return writeHtmlBody(builder, htmlText, limits);
  const rtf = properties.binary('1009');
  const unpacked = rtf === null ? null : unpackRtf(rtf, limits.chars);
  if (unpacked !== null) writeTextBody(builder, rtfToText(unpacked), limits);
  else if (rtf !== null) warnings.push('The text of this message is damaged and was left out.');
}

async function writeAttachment(reading: Reading, storage: CompoundEntry, depth: number): Promise<void> {
  const properties = msgProperties(reading.file, storage, HEADER.attachment);
  const inner = properties.storage('3701');
  if (inner !== null) return writeInner(reading, inner, depth);
  const content = properties.binary('3701');
  if (content === null || content.length === 0) return;
  const name = properties.text('3707') || properties.text('3704') || properties.text('3001') || 'attachment';
  await reading.store.add(name, () => content);
}

/** A storage that is no message is an object of another program, which nothing here can open. */
async function writeInner(reading: Reading, storage: CompoundEntry, depth: number): Promise<void> {
  if (!storage.children.some((child) => child.name === '__properties_version1.0')) {
    reading.warnings.push('An object of another program inside this message was left out.');
    return;
  }
  if (depth >= DEEPEST) {
    reading.warnings.push('Messages inside messages beyond the tenth were left out.');
    return;
  }
  const properties = msgProperties(reading.file, storage, HEADER.inner);
  reading.builder.heading(1, properties.text('0037').trim() || 'Attached mail');
  await writeMessage(reading, storage, properties, depth + 1);
}
