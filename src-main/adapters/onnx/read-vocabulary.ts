import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Larger tokenizers belong to models of many languages, and take a noticeable moment to parse. */
const LARGEST_BYTES = 4_000_000;

interface TokenizerFile {
  model?: { type?: string; vocab?: unknown };
}

/** The word pieces of an English model; null for a model of many languages, of which every text is taken as understood. */
export async function readVocabulary(modelDirectory: string): Promise<ReadonlySet<string> | null> {
  const path = join(modelDirectory, 'tokenizer.json');
  if ((await stat(path)).size > LARGEST_BYTES) return null;
  const { model } = JSON.parse(await readFile(path, 'utf8')) as TokenizerFile;
  if (model?.type !== 'WordPiece' || typeof model.vocab !== 'object' || model.vocab === null) return null;
  return new Set(Object.keys(model.vocab));
}
