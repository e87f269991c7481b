import { MillwrightError } from '#shared/contract/errors.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import { answerQuestion, type AnswerServices } from './answer.ts';
import type { AnswerModels, Generation } from './dependencies.ts';
import type { KeptMessage } from './used-documents.ts';

const COMPARED = 'compared';

/**
 * A question as a conversation would answer it, by one model and no other, and not from what was answered or read before, so that its times
 * compare. Keeps nothing.
 * Throws what the model throws, and `EVALUATION_REFUSED` where another would have had to take its place.
 */
export async function answerByModel(services: AnswerServices, { modelId, question }: { modelId: string; question: string }, call: Call<Principal>): Promise<KeptMessage> {
  const alone = onlyBy(services.models, modelId);
  const cacheKey = `${call.principal.userId}/${COMPARED}/${call.correlationId}`;
  let answer: KeptMessage | null = null;
  try {
    const asked = { text: question, history: [], filters: {}, cacheKey, lasting: false };
    for await (const event of answerQuestion({ ...services, models: alone.models }, asked, call).events) if (event.type === 'answer') answer = event.message;
  } finally {
    await services.models.forget(call.principal.tenantId, cacheKey);
  }
  const failure = alone.failure();
  // Passages stand in for a model that failed; here it is the model that is looked at.
  if (failure !== null) throw failure;
  if (answer === null || call.signal.aborted) throw new MillwrightError('CANCELLED');
  return answer;
}

/** The door to one model. What goes wrong with it is kept, as an answer hides it. */
function onlyBy(models: AnswerModels, modelId: string): { models: AnswerModels; failure: () => unknown } {
  let failure: unknown = null;
  const kept = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      failure = error;
      throw error;
    }
  };

  async function* itsOwn(events: Generation['events']): AsyncGenerator<GenerateEvent> {
    const reading = events[Symbol.asyncIterator]();
    try {
      for (let next = await kept(() => reading.next()); next.done !== true; next = await kept(() => reading.next())) {
        const { value: event } = next;
        if (event.type === 'model' && event.why === 'fallback') await kept(() => Promise.reject(insteadOf(event.name)));
        yield event;
      }
    } finally {
      await reading.return?.();
    }
  }

  return {
    failure: () => failure,
    models: {
      ...models,
      chat: (principal, request, signal) =>
        kept(async () => {
          const generation = await models.chat(principal, { ...request, role: 'fast', modelId, fresh: true }, signal);
          if (!generation || generation.model.id !== modelId) throw insteadOf(generation?.model.name);
          return { ...generation, events: itsOwn(generation.events) };
        }),
    },
  };
}

const NOT_ASKED = 'This model cannot be asked now, or may not be sent what the answer would be made from';

const insteadOf = (other?: string): MillwrightError => new MillwrightError('EVALUATION_REFUSED', `${NOT_ASKED}${other === undefined ? '.' : `: ${other} would have answered in its place.`}`);
