import type { ChatCompletionChunk, ChatCompletionRequest, CompletionUsage, FinishReason } from '#shared/contract/completions.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import { createInParts, type GuardrailRules, type JudgedReply, type Screened } from '#core/guardrails/index.ts';
import type { ModelGateway, Offers } from '#core/models/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { guardOutgoing, type PersonalDataRules, treatedNote } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import { readMessages, type ReadMessages } from './read-messages.ts';
import { createStopSequences } from './stop-sequences.ts';

/** Tokens of a reply to who names no limit. */
const USUAL_TOKENS = 1_024;
/** What a program sends has no label, so it counts as what a document has unless somebody says otherwise. */
const UNLABELLED = 'internal';

export interface CompletionServices {
  models: Pick<ModelGateway, 'chat' | 'answerMode'>;
  offers: Offers;
  /** How personal data in a prompt is treated in the caller's plant. */
  personalData: (principal: Principal) => Promise<PersonalDataRules>;
  /** How what a model writes is checked in the caller's plant; there are no sources here, so only the blocklist counts. */
  guardrails: (principal: Principal) => Promise<Pick<GuardrailRules, 'blocklist'>>;
  recordViolation: (call: Call<Principal>, reply: JudgedReply) => Promise<void>;
  clock: Clock;
  crypto: Crypto;
}

type End = Extract<GenerateEvent, { type: 'end' }>;

/** A model's reply to messages, in pieces of OpenAI's format. Throws `MODEL_NOT_FOUND`, `MODEL_UNAVAILABLE`, `PERSONAL_DATA`. */
export async function* complete({ models, offers, personalData, guardrails, recordViolation, clock, crypto }: CompletionServices, request: ChatCompletionRequest, call: Call<Principal>): AsyncGenerator<ChatCompletionChunk> {
  const { principal } = call;
  const offer = await offers.find(principal.tenantId, request.model);
  if (!offer || offer.role === 'embed') throw new MillwrightError('MODEL_NOT_FOUND', 'There is no such model that writes text here. GET /v1/models names those there are.');
  const guarded = guard(await personalData(principal), readMessages(request.messages), call);
  const stopping = new AbortController();
  const generation = await models.chat(
    principal,
    {
      role: offer.role, ...guarded.messages,
      maxTokens: request.max_completion_tokens ?? request.max_tokens ?? USUAL_TOKENS,
      temperature: request.temperature ?? undefined, topP: request.top_p ?? undefined, seed: request.seed ?? undefined,
      label: UNLABELLED,
      cacheKey: `${principal.userId}/completions`,
    },
    AbortSignal.any([call.signal, stopping.signal]),
  );
  if (!generation) throw new MillwrightError('MODEL_UNAVAILABLE', (await models.answerMode(principal.tenantId, UNLABELLED)).reason ?? undefined);
  call.note({ model: generation.model.name, metadata: { for: 'completions', ...leftFor(generation.model) } });

  const withUsage = request.stream === true ? request.stream_options?.include_usage === true : true;
  const messageId = crypto.uuid();
  let head: Pick<ChatCompletionChunk, 'id' | 'object' | 'created' | 'model' | 'sent_to' | 'personal_data'> = { id: `chatcmpl-${messageId}`, object: 'chat.completion.chunk', created: Math.floor(clock.now().getTime() / 1000), model: generation.model.name, ...(generation.model.sentTo === undefined ? {} : { sent_to: generation.model.sentTo }), ...(guarded.treated === null ? {} : { personal_data: guarded.treated }) };
  const chunk = (delta: ChatCompletionChunk['choices'][number]['delta'], finish: FinishReason | null = null): ChatCompletionChunk => ({ ...head, choices: [{ index: 0, delta, finish_reason: finish }], ...(withUsage ? { usage: null } : {}) });

  const stops = createStopSequences(typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []));
  const screen = (await guardrails(principal)).blocklist.screen();
  const inParts = createInParts(clock);
  let covered = 0;
  let refused = false;
  let begun = false;
  let stopped = false;
  function* shown(text: string): Generator<ChatCompletionChunk> {
    if (!begun) yield chunk({ role: 'assistant', content: '' });
    begun = true;
    if (text !== '') yield chunk({ content: text });
  }
  function* written(text: string): Generator<ChatCompletionChunk> {
    if (stopped) return;
    const piece = stops.push(text);
    ({ stopped } = piece);
    yield* shown(piece.text);
    if (stopped) stopping.abort();
  }
  function* screened({ text, masked, refusedBy }: Screened): Generator<ChatCompletionChunk> {
    if (refused) return;
    yield* written(text);
    covered += masked.length;
    refused = refusedBy !== null;
    if (refused) stopping.abort();
  }

  for await (const event of generation.events) {
    if (event.type === 'model') {
      head = { ...head, model: event.name, ...(event.sentTo === undefined ? {} : { sent_to: event.sentTo }) };
      call.note({ model: event.name, metadata: leftFor(event) });
    }
    const text = event.type === 'token' ? guarded.restore.push(event.text) : event.type === 'end' ? guarded.restore.end() : '';
    for await (const part of inParts(text)) yield* screened(screen.push(part));
    if (event.type !== 'end') continue;
    yield* screened(screen.end());
    yield* shown(stopped ? '' : stops.end());
    call.note({ metadata: { promptTokens: event.promptTokens, completionTokens: event.completionTokens } });
    yield chunk({}, refused ? 'content_filter' : event.stopReason === 'length' ? 'length' : 'stop');
    if (withUsage) yield { ...head, choices: [], usage: usageOf(event) };
  }
  const found = covered + (refused ? 1 : 0);
  if (found > 0) await recordViolation(call, { conversationId: null, messageId, model: generation.model.name, verdict: { action: refused ? 'refused' : 'masked', found: [{ kind: 'blocked', count: found }], facts: null, supported: null } });
}

function guard(rules: PersonalDataRules, { system, history, prompt }: ReadMessages, call: Call<Principal>): { messages: ReadMessages; restore: { push(piece: string): string; end(): string }; treated: TreatedPersonalData | null } {
  const guarded = guardOutgoing(rules, [system, prompt, ...history.map(({ text }) => text)]);
  if (guarded.treated) call.note({ metadata: treatedNote(guarded.treated) });
  const [sentSystem = '', sentPrompt = '', ...sent] = guarded.texts;
  return { messages: { system: sentSystem, prompt: sentPrompt, history: history.map(({ role }, at) => ({ role, text: sent[at] ?? '' })) }, restore: guarded.restorer(), treated: guarded.treated };
}

function usageOf({ promptTokens, completionTokens, reusedTokens }: End): CompletionUsage {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens, prompt_tokens_details: { cached_tokens: Math.min(reusedTokens, promptTokens) } };
}

const leftFor = ({ sentTo }: { sentTo?: string }): { leftMachine?: true } => (sentTo === undefined ? {} : { leftMachine: true });
