import { BaseEmbedding } from '@llamaindex/core/embeddings';
import { PDFReader } from '@llamaindex/readers/pdf';
import { SentenceSplitter, Settings, VectorStoreIndex } from 'llamaindex';

/** LlamaIndex.TS's PDF reader and sentence splitter, 256 tokens a chunk. */
export async function loadAndSplit(paths) {
  const reader = new PDFReader();
  const pages = [];
  for (const path of paths) pages.push(...(await reader.loadData(path)));
  const parts = await new SentenceSplitter({ chunkSize: 256, chunkOverlap: 50 }).getNodesFromDocuments(pages);
  return { pages: pages.length, parts };
}

export async function embedAndStore({ parts }, embed) {
  class Bundled extends BaseEmbedding {
    async getTextEmbedding(text) {
      return (await embed([text]))[0];
    }
    getTextEmbeddings = embed;
  }
  Settings.embedModel = new Bundled();
  await VectorStoreIndex.init({ nodes: parts });
  return parts.length;
}
