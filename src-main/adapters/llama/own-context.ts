import { GgmlType, type LlamaContext } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Manner } from '#core/ports/manner.ts';
import type { LoadedModel } from './loaded-model.ts';
import { createSeatMemory } from './seat-memory.ts';
import { createSeats, type Seat } from './seats.ts';

/**
 * Works in a context that nothing else is computed in, that has read nothing yet, and that is gone afterwards. It is set up as another one was,
 * where that is known. Throws `ANSWER_NOT_REPLAYABLE` where memory is too short for it.
 */
export async function inOwnContext<T>(loaded: LoadedModel, like: Manner | null, work: (own: LoadedModel, seat: Seat) => Promise<T>): Promise<T> {
  const context = await createLike(loaded, like).catch((cause: unknown) => {
    throw new MillwrightError('ANSWER_NOT_REPLAYABLE', 'There is not enough free memory to run an answer again beside what runs now. Try again when the machine has less to do.', { cause, detail: String(cause) });
  });
  const seats = createSeats(context, loaded.seats.all[0]?.chat.chatWrapper);
  try {
    const [seat] = seats.all;
    if (!seat) throw new Error('a context without a place');
    return await work({ ...loaded, context, seats, memory: createSeatMemory(seats, null, 0) }, seat);
  } finally {
    seats.dispose();
    await context.dispose();
  }
}

/** As large as the shared one: what is left out of a long conversation depends on that. */
function createLike({ model, context: shared }: LoadedModel, like: Manner | null): Promise<LlamaContext> {
  const [keys, values] = (like?.cacheTypes ?? '').split('/');
  return model.createContext({
    contextSize: shared.contextSize,
    sequences: 1,
    flashAttention: like ? { auto: 'auto' as const, on: true, off: false }[like.flashAttention] : shared.flashAttention,
    experimentalKvCacheKeyType: typeNamed(keys) ?? shared.kvCacheKeyType,
    experimentalKvCacheValueType: typeNamed(values) ?? shared.kvCacheValueType,
  });
}

const typeNamed = (name: string | undefined): GgmlType | undefined => (name === undefined ? undefined : (GgmlType as unknown as Record<string, GgmlType | undefined>)[name]);
