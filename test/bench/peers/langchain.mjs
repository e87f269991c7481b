import { readFile } from 'node:fs/promises';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** One document a page, as the PDF loader of LangChain.js does it with pdf.js; then its default splitter. */
export async function loadAndSplit(paths) {
  const pages = [];
  for (const path of paths) {
    const pdf = await getDocument({ data: new Uint8Array(await readFile(path)), verbosity: 0, useSystemFonts: true }).promise;
    for (let n = 1; n <= pdf.numPages; n++) {
      const content = await (await pdf.getPage(n)).getTextContent();
      pages.push(new Document({ pageContent: joined(content.items), metadata: { source: path, loc: { pageNumber: n } } }));
    }
    await pdf.destroy();
  }
  const parts = await new RecursiveCharacterTextSplitter({ chunkSize: 1000, chunkOverlap: 200 }).splitDocuments(pages);
  return { pages: pages.length, parts };
}

function joined(items) {
  let line;
  const pieces = [];
  for (const item of items) {
    if (!('str' in item)) continue;
    pieces.push(line === undefined || line === item.transform[5] ? item.str : `\n${item.str}`);
    line = item.transform[5];
  }
  return pieces.join(' ');
}

export async function embedAndStore({ parts }, embed) {
  class Bundled extends Embeddings {
    async embedDocuments(texts) {
      const vectors = [];
      for (let at = 0; at < texts.length; at += 32) vectors.push(...(await embed(texts.slice(at, at + 32))));
      return vectors;
    }
    async embedQuery(text) {
      return (await embed([text]))[0];
    }
  }
  await MemoryVectorStore.fromDocuments(parts, new Bundled({}));
  return parts.length;
}
