import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Embedder } from '#core/ports/embedder.ts';
import { createEmbeddingCache, type EmbeddingCacheLimits } from './embedding-cache.ts';

const never = new AbortController().signal;
const crypto = { sha256: (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex') };

/** A model that remembers what it was asked, and gives each text a vector of its own. */
function modelNamed(identity: string, whileEmbedding: () => void = () => undefined) {
  const asked: string[] = [];
  const embedder: Embedder = {
    name: 'model', identity, dimension: 2,
    embed: async (texts) => {
      asked.push(...texts);
      whileEmbedding();
      return texts.map((text) => Float32Array.of(text.length, identity.length));
    },
    countTokens: async () => [],
    understands: () => true,
  };
  return { embedder, asked };
}

const open = (limits?: EmbeddingCacheLimits) => createEmbeddingCache({ crypto, ...(limits ? { limits } : {}) });

test('a text is embedded once for a plant, also where it comes twice in one call, and the order is kept', async () => {
  const cache = open();
  const { embedder, asked } = modelNamed('a');
  await cache.embed('north', embedder, ['long question', 'short'], never);
  const again = await cache.embed('north', embedder, ['short', 'new', 'long question', 'new'], never);
  expect(again.map(([length]) => length)).toEqual([5, 3, 13, 3]);
  expect(asked).toEqual(['long question', 'short', 'new']);
  expect(cache.use('north')).toMatchObject({ hits: 3, misses: 3, entries: 3 });
});

test('neither another plant nor another model gets what one has had embedded', async () => {
  const cache = open();
  const [first, second] = [modelNamed('a'), modelNamed('ab')];
  await cache.embed('north', first.embedder, ['text'], never);
  await cache.embed('south', first.embedder, ['text'], never);
  const [vector] = await cache.embed('north', second.embedder, ['text'], never);
  expect([first.asked, second.asked, vector?.[1]]).toEqual([['text', 'text'], ['text'], 2]);
  expect(cache.use('south')).toMatchObject({ hits: 0, entries: 1 });
});

test('the least recently used goes first, and a plant that takes in much does not push out what another asks', async () => {
  const cache = open({ bytes: 10 * 258, plantBytes: 8 * 258 });
  const { embedder, asked } = modelNamed('a');
  await cache.embed('south', embedder, ['question'], never);
  await cache.embed('north', embedder, Array.from({ length: 8 }, (_, n) => `chunk ${n}`), never);
  await cache.embed('north', embedder, ['chunk 0', 'another'], never);
  expect(cache.use('north')).toMatchObject({ entries: 8, bytes: 8 * 258 });
  asked.length = 0;
  await cache.embed('south', embedder, ['question'], never);
  await cache.embed('north', embedder, ['chunk 0', 'chunk 1'], never);
  expect(asked).toEqual(['chunk 1']);
});

test('what a plant has deleted is forgotten, also what is being embedded at that moment', async () => {
  const cache = open();
  const { embedder, asked } = modelNamed('a', () => cache.forget('north'));
  await cache.embed('north', embedder, ['text'], never);
  expect(cache.use('north')).toMatchObject({ entries: 0, bytes: 0 });
  await cache.embed('north', embedder, ['text'], never);
  expect(asked).toEqual(['text', 'text']);
});
