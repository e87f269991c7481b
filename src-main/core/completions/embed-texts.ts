import type { completions } from '#shared/contract/completions.ts';
import type { InputOf, ResultOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { EmbeddingCache, Offers, PlantVectors } from '#core/models/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { guardOutgoing, type PersonalDataRules, treatedNote } from '#core/policy/index.ts';
import { floatBase64 } from './float-base64.ts';

export interface EmbedServices {
  vectors: Pick<PlantVectors, 'serving'>;
  embeddingCache: EmbeddingCache;
  offers: Offers;
  personalData: (principal: Principal) => Promise<PersonalDataRules>;
  /** Counts tokens against what the plant may use; call what is returned with how many they were. Throws `QUOTA_REACHED`. */
  beginTokens(tenantId: string): Promise<(tokens: number) => Promise<void>>;
}

type Embed = (typeof completions)['embed'];

/** Vectors in OpenAI's format. A text that is longer than the model reads is refused: its vector would stand for its beginning only. */
export async function embedTexts({ vectors, embeddingCache, offers, personalData, beginTokens }: EmbedServices, input: InputOf<Embed>, call: Call<Principal>): Promise<ResultOf<Embed>> {
  const { principal, signal } = call;
  const { embedder, reason } = await vectors.serving(principal.tenantId);
  if (!embedder) throw new MillwrightError('MODEL_UNAVAILABLE', reason ?? undefined);
  if ((await offers.find(principal.tenantId, input.model))?.role !== 'embed') throw new MillwrightError('MODEL_NOT_FOUND', `There is no such embedding model. The one here is ${embedder.name}.`);
  if (input.dimensions && input.dimensions !== embedder.dimension) throw new MillwrightError('INVALID_INPUT', `${embedder.name} gives vectors of ${embedder.dimension} numbers. Leave "dimensions" out.`);

  const given = typeof input.input === 'string' ? [input.input] : input.input;
  const guarded = guardOutgoing(await personalData(principal), given);
  if (guarded.treated) call.note({ metadata: treatedNote(guarded.treated) });
  const ended = await beginTokens(principal.tenantId);
  let tokens = 0;
  try {
    const counts = await embedder.countTokens(guarded.texts, signal);
    const most = embedder.contextTokens ?? Infinity;
    const tooLong = counts.findIndex((count) => count > most);
    if (tooLong >= 0) throw new MillwrightError('INVALID_INPUT', `Text ${tooLong + 1} has ${counts[tooLong]} tokens; ${embedder.name} reads ${most} at most. Split it.`);
    const made = await embeddingCache.embed(principal.tenantId, embedder, guarded.texts, signal);
    tokens = counts.reduce((sum, count) => sum + count, 0);
    call.note({ model: embedder.name, metadata: { texts: given.length, promptTokens: tokens } });
    const data = made.map((vector, index) => ({ object: 'embedding' as const, index, embedding: input.encoding_format === 'base64' ? floatBase64(vector) : [...vector] }));
    return { object: 'list', data, model: embedder.name, usage: { prompt_tokens: tokens, total_tokens: tokens } };
  } finally {
    await ended(tokens);
  }
}
