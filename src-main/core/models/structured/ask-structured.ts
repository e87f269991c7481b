import { z } from 'zod';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { AnsweringModel, ChatRequest, StructuredGateway } from '#core/models/gateway.ts';
import { grammarSchema } from './grammar-schema.ts';

/** A grammar bounds an answer's form, not its sense: what does not pass the check is asked for again. */
const ATTEMPTS = 3;

export type StructuredRequest = Omit<ChatRequest, 'schema' | 'fresh' | 'seed'>;

/** A value of the wanted form, and what it took. */
export interface Structured<T> {
  value: T;
  model: AnsweringModel;
  attempts: number;
  promptTokens: number;
  completionTokens: number;
}

/**
 * An answer in a given form: a grammar made from the shape leaves the model no other, whatever its chat template; the shape itself is
 * checked afterwards. Null where no model can be used now. Throws as the gateway's `chat`, and `MODEL_UNAVAILABLE` where no
 * attempt passed.
 * @param shape what zod can express as JSON schema
 */
export async function askStructured<T>(gateway: StructuredGateway, scope: TenantScope, request: StructuredRequest, shape: z.ZodType<T>, signal: AbortSignal): Promise<Structured<T> | null> {
  const schema = grammarSchema(z.toJSONSchema(shape));
  let [promptTokens, completionTokens] = [0, 0];
  const malformed = new Map<string, number>();
  try {
    for (let attempts = 1; attempts <= ATTEMPTS; attempts += 1) {
      // From the second time on with more variety: the same answer would fail the same way.
      const variety = attempts > 1 ? { temperature: 0.8 } : {};
      const generation = await gateway.chat(scope, { ...request, ...variety, schema, fresh: true }, signal);
      if (!generation) return null;
      const { model } = generation;
      const { text, end } = await read(generation.events);
      if (end.stopReason === 'stopped') throw new MillwrightError('CANCELLED');
      promptTokens += end.promptTokens;
      completionTokens += end.completionTokens;
      const parsed = shape.safeParse(parsedJson(text));
      if (parsed.success) return { value: parsed.data, model, attempts, promptTokens, completionTokens };
      malformed.set(model.name, (malformed.get(model.name) ?? 0) + 1);
    }
    throw new MillwrightError('MODEL_UNAVAILABLE', `The language model gave no answer in the form that was asked for, ${ATTEMPTS} times in a row.`);
  } finally {
    for (const [model, count] of malformed) await gateway.malformed?.(scope, { model, count });
  }
}

async function read(events: AsyncIterable<GenerateEvent>): Promise<{ text: string; end: Extract<GenerateEvent, { type: 'end' }> }> {
  let text = '';
  for await (const event of events) {
    if (event.type === 'token') text += event.text;
    if (event.type === 'end') return { text, end: event };
  }
  throw new MillwrightError('MODEL_UNAVAILABLE');
}

/** Undefined for what is no JSON, which no shape accepts. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
