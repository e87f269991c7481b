import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/**
 * Finds a quote in a document. Returns the physical page for a PDF and null for other kinds; throws when the text isn't
 * there, so that no question of the manifest outlives the sentence that answers it.
 */
export async function locate(file, quote) {
  const pages = await textOf(file);
  const index = pages.findIndex((text) => fold(text).includes(fold(quote)));
  if (index < 0) throw new Error(`${path.basename(file)} does not hold: ${quote}`);
  return file.endsWith('.pdf') ? index + 1 : null;
}

function fold(text) {
  return text.normalize('NFC').replace(/\s+/g, ' ');
}

async function textOf(file) {
  const bytes = await readFile(file);
  if (file.endsWith('.pdf')) return pdfPages(bytes);
  if (!/\.(docx|xlsx)$/.test(file)) return [bytes.toString('utf8').replace(/<[^>]+>/g, '')];
  const part = file.endsWith('.docx') ? 'word/document.xml' : 'xl/sharedStrings.xml';
  return [strFromU8(unzipSync(bytes)[part]).replace(/<[^>]+>/g, '')];
}

async function pdfPages(bytes) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => item.str + (item.hasEOL ? ' ' : '')).join(''));
  }
  return pages;
}
