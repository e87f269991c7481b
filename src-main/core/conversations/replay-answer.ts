import type { answers, Replay } from '#shared/contract/answers.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { AnswerServices } from './answer.ts';
import type { CitedDocuments } from './dependencies.ts';
import { compareReplies } from './compare-replies.ts';
import { samplingHash } from './made-from.ts';
import { replayChanges } from './replay-changes.ts';
import { replayDoubts } from './replay-doubts.ts';
import { replaySource } from './replay-source.ts';
import { stateKey } from './state-key.ts';

/** Nothing that was read of a conversation is used again, so that both runs begin the same way. */
const REPLAYED = 'replayed';

export type ReplayServices = Pick<AnswerServices, 'models' | 'wording' | 'device' | 'crypto'> & { database: Database; cited: CitedDocuments };
type EndEvent = Extract<GenerateEvent, { type: 'end' }>;
type Event = EventOf<(typeof answers)['replay']>;

/** Runs an answer again by the model that wrote it, from what that was sent, and compares. Keeps nothing. */
export async function* replayAnswer(services: ReplayServices, messageId: string, call: Call<Principal>): AsyncGenerator<Event> {
  const { models, wording, device, crypto, cited } = services;
  const { principal, signal } = call;
  const source = await replaySource(services, principal, messageId);
  const { made, message, written } = source;
  const { system, history, prompt, maxTokens, temperature = 0.2, seed = null } = made;
  const request = {
    role: 'auto', modelId: made.modelId, system, history, prompt, evidence: 0, carried: [], characters: 0, maxTokens, temperature, ...(seed === null ? {} : { seed }),
    label: message.label, fresh: true, cacheKey: stateKey(principal.userId, REPLAYED), lasting: false, like: made.manner ?? null,
  } as const;
  const generation = await models.chat(principal, request, signal);
  if (!generation) throw new MillwrightError('MODEL_UNAVAILABLE', (await models.answerMode(principal.tenantId, message.label)).reason ?? undefined);
  call.note({ model: generation.model.name });
  let now = '';
  let end: EndEvent | null = null;
  let model = generation.model;
  for await (const event of generation.events) {
    if (event.type === 'model' && event.why === 'fallback') model = event;
    if (event.type === 'token') now += event.text;
    if (event.type === 'end') end = event;
    const progress = progressOf(event, now.length, written.length);
    if (progress) yield progress;
  }
  if (end === null) throw new MillwrightError('MODEL_UNAVAILABLE');
  const promptSha256Now = crypto.sha256(JSON.stringify([system, history, prompt]));
  const { versions } = await wording(principal, message.understood?.language ?? null);
  const samplingSha256 = samplingHash(crypto, { temperature, seed, maxTokens });
  const changes = await replayChanges(cited, principal, source, { model, device: device?.() ?? null, wording: versions, promptSha256: promptSha256Now, samplingSha256 });
  const sameModel = changes.every(({ what }) => what !== 'model' && what !== 'model-file');
  const comparison = compareReplies({ text: written, tokens: made.tokens ?? null }, { text: now, tokens: end.tokens ?? null }, { sameVocabulary: sameModel, brokenOff: message.interrupted !== null });
  const computed = { before: made.manner ?? null, now: end.manner ?? null };
  const doubts = replayDoubts({ manner: computed.before, promptTokens: message.usage?.promptTokens ?? null }, { manner: computed.now, promptTokens: end.promptTokens }, { temperature, seed, elsewhere: made.modelSha256 === null, device: made.device ?? null });
  const replay: Replay = {
    messageId, ...comparison, changes, doubts, computed, unexplained: !comparison.identical && doubts.length === 0 && changes.every(({ what }) => what === 'document' || what === 'wording'),
    model: model.name, promptSha256: made.promptSha256, promptSha256Now, temperature, seed, tokens: { before: message.usage?.completionTokens ?? null, now: end.completionTokens },
  };
  call.note({ metadata: { identical: replay.identical, equalTokens: replay.compared?.equal ?? null, changes: changes.map(({ what }) => what), doubts } });
  yield { type: 'result', replay };
}

function progressOf(event: GenerateEvent, written: number, expected: number): Event | null {
  if (event.type === 'queued') return { type: 'progress', stage: 'queued', done: event.ahead, total: null };
  if (event.type === 'loading') return { type: 'progress', stage: 'loading', done: event.progress, total: 1 };
  if (event.type === 'reading') return { type: 'progress', stage: 'reading', done: event.done, total: event.total };
  return event.type === 'token' ? { type: 'progress', stage: 'writing', done: written, total: Math.max(expected, written) } : null;
}
