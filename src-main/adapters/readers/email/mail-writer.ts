import { appendResult } from '#adapters/readers/append-result.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import type { SectionBuilder } from '#adapters/readers/section-builder.ts';
import { readHtml } from '#adapters/readers/text/read-html.ts';
import { readText } from '#adapters/readers/text/read-text.ts';

/** What every kind of mail has; fields that are missing are empty. */
export interface MailHead {
  subject: string;
  from: string;
  to: string;
  cc: string;
  date: string;
}

/** Writes who wrote what to whom as one block, so that a passage with it answers just that. */
export function writeHead(builder: SectionBuilder, head: MailHead): void {
  const lines = [
    ['From', head.from],
    ['To', head.to],
    ['Cc', head.cc],
    ['Date', head.date],
    ['Subject', head.subject],
  ].flatMap(([name, value = '']) => (value === '' ? [] : [`${name}: ${oneLine(value)}`]));
  builder.add({ kind: 'paragraph' }, lines.join('\n'));
}

export function writeTextBody(builder: SectionBuilder, text: string, limits: ReaderLimits): void {
  // "Kind regards" stands alone like a heading.
  appendResult(builder, readText(text.replace(/\r\n?/g, '\n').normalize('NFC'), limits), { headings: false });
}

export function writeHtmlBody(builder: SectionBuilder, html: string, limits: ReaderLimits): void {
  appendResult(builder, readHtml(html.normalize('NFC'), limits));
}

/** Addresses can be thousands; their first ones say who was meant. */
function oneLine(value: string): string {
  const clean = value.replace(/\s+/g, ' ').trim();
  return clean.length > 2_000 ? `${clean.slice(0, 2_000)}…` : clean;
}
