import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import type { AttachmentStore } from '#adapters/readers/attachment-store.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { decodeCharset } from '#adapters/readers/text/decode-charset.ts';
import { decodeWords } from './encoded-words.ts';
import { writeHead, writeHtmlBody, writeTextBody } from './mail-writer.ts';
import type { MailHead } from './mail-writer.ts';
import { decodeBody, readMime } from './mime-part.ts';
import type { MimePart } from './mime-part.ts';

/** Smaller pictures within the text are logos and smileys of signatures. */
const SMALLEST_INLINE_PICTURE = 8 * 1024;

/** Style sheets and scripts of saved pages, and signatures. */
const NOT_CONTENT = /^(text\/(css|javascript|x-amp-html)|application\/((x-)?javascript|(x-)?pkcs7-signature|pgp-signature))$/;

interface Reading {
  builder: SectionBuilder;
  store: AttachmentStore;
  limits: ReaderLimits;
  unnamed: number;
}

/**
 * Reads a mail (RFC 5322, MIME): who, when and what about, then its text, in plain form where there is one; mails inside
 * it follow under their subjects, files go to the store. Nothing is fetched. Throws `FILE_ENCRYPTED` for encrypted mail.
 */
export async function readEml(bytes: Buffer, store: AttachmentStore, limits: ReaderLimits): Promise<ReadResult> {
  const mbox = /^From \S.*\r?\n/.exec(bytes.toString('latin1', 0, 1_000))?.[0].length ?? 0;
  const { root, cut } = readMime(bytes.subarray(mbox));
  refuseEncrypted(root);
  const reading: Reading = { builder: createSectionBuilder(limits), store, limits, unnamed: 0 };
  const head = headOf(root);
  writeHead(reading.builder, head);
  await writePart(reading, root);
  const warnings = cut ? ['The mail holds too many parts, or parts nested too deeply; what lies beyond was left out.'] : [];
  return { kind: 'email', title: head.subject === '' ? null : head.subject, pages: null, parts: reading.builder.finish(), outline: reading.builder.outline(), warnings };
}

function refuseEncrypted({ type }: MimePart): void {
  const isEnvelope = /^application\/(x-)?pkcs7-mime$/.test(type.value) && type.parameters.get('smime-type') !== 'signed-data';
  if (type.value !== 'multipart/encrypted' && !isEnvelope) return;
  throw new MillwrightError('FILE_ENCRYPTED', 'This mail is encrypted. Open it in your mail program, save it without encryption, and add it again.');
}

function headOf({ header }: MimePart): MailHead {
  const field = (name: string): string => decodeWords(header.get(name) ?? '').replace(/\s+/g, ' ').trim();
  return { subject: field('subject'), from: field('from'), to: field('to'), cc: field('cc'), date: field('date') };
}

async function writePart(reading: Reading, part: MimePart): Promise<void> {
  const { value } = part.type;
  if (NOT_CONTENT.test(value)) return;
  if (value === 'message/rfc822' || value === 'message/global') return writeInnerMail(reading, part);
  if (value === 'multipart/alternative') {
    const best = bestAlternative(part.children);
    // An invitation or a picture among the alternatives is no other form of the text.
    for (const child of part.children) if (child === best || isFile(child)) await writePart(reading, child);
  } else if (value.startsWith('multipart/')) {
    for (const child of part.children) await writePart(reading, child);
  } else if (isFile(part)) await storePart(reading, part);
  else writeLeaf(reading, part);
}

async function writeInnerMail(reading: Reading, part: MimePart): Promise<void> {
  const [inner] = part.children;
  if (inner === undefined) return;
  const head = headOf(inner);
  reading.builder.heading(1, head.subject === '' ? 'Attached mail' : head.subject);
  writeHead(reading.builder, head);
  await writePart(reading, inner);
}

/** The plain text unless it is blank; senders put the richest form last. */
function bestAlternative(children: readonly MimePart[]): MimePart | undefined {
  const plain = children.find((child) => child.type.value === 'text/plain' && !isFile(child) && decodeBody(child).toString('latin1').trim() !== '');
  return plain ?? children.findLast((child) => !isFile(child));
}

function isFile({ type, disposition, header }: MimePart): boolean {
  if (type.value.startsWith('multipart/') || type.value.startsWith('message/rfc822') || type.value === 'message/global') return false;
  if (disposition.value === 'attachment') return true;
  const isText = type.value.startsWith('text/') && !/^text\/(calendar|x?-?vcard|csv|directory)$/.test(type.value);
  return !isText || (nameOf({ type, disposition }) !== null && header.has('content-disposition'));
}

function nameOf({ type, disposition }: Pick<MimePart, 'type' | 'disposition'>): string | null {
  return disposition.parameters.get('filename') ?? type.parameters.get('name') ?? null;
}

async function storePart(reading: Reading, part: MimePart): Promise<void> {
  const isInline = part.header.has('content-id') && part.type.value.startsWith('image/') && part.disposition.value !== 'attachment';
  const content = decodeBody(part);
  if (content.length === 0 || (isInline && content.length < SMALLEST_INLINE_PICTURE)) return;
  reading.unnamed += 1;
  const name = nameOf(part) ?? `attachment ${reading.unnamed}.${part.type.value.split('/').at(-1) ?? 'bin'}`;
  await reading.store.add(name, () => content);
}

function writeLeaf({ builder, limits }: Reading, part: MimePart): void {
  const text = decodeCharset(decodeBody(part), part.type.parameters.get('charset') ?? '');
  if (part.type.value === 'text/html') return writeHtmlBody(builder, text, limits);
  const flowed = part.type.parameters.get('format')?.toLowerCase() === 'flowed';
  writeTextBody(builder, flowed ? unflowed(text) : text, limits);
}

/** RFC 3676: a line that ends with a blank goes on in the next. */
function unflowed(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/(?<!^--) \n(?!>| |-- )/gm, ' ');
}
