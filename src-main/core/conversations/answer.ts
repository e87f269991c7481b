import type { ChatEvent, Message, Usage } from '#shared/contract/conversations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import { citationsOf, withoutFalseMarks } from './citations.ts';
import type { AnswerModels, PassageSearch } from './dependencies.ts';
import { searchQuery } from './follow-up.ts';
import { unsupportedSentences } from './grounding.ts';
import { packPassages, questionPrompt, systemPrompt } from './prompt.ts';
import { nothingFound, quotedAnswer } from './quoted-answer.ts';

const PASSAGES = 8;
const ANSWER_TOKENS = 700;
const HISTORY_TURNS = 6;
const STOPPED = 'Stopped before the end.';
const TOO_LONG = 'The answer reached its length limit.';
const NO_MODEL = 'No language model is installed, so these are the passages that fit best, word for word. An admin can add one on the Models screen: drop a .gguf file there or into the models folder.';

export interface Question {
  text: string;
  history: readonly Message[];
  /** Prefix state is reused only under the same key. */
  cacheKey: string;
}

/** An answer in the making. `message` is what stands so far, so that stopping keeps it. */
export interface Answering {
  events: AsyncIterable<ChatEvent>;
  /** The answer as far as it has come; null while nothing of it was shown. */
  soFar(): Message | null;
}

interface Draft {
  text: string;
  model: string | null;
  mode: Message['mode'];
  passages: Passage[];
  usage: Usage | null;
  interrupted: string | null;
}

export interface AnswerServices {
  search: PassageSearch;
  models: AnswerModels;
  clock: Clock;
  crypto: Crypto;
}

/** Answers a question from the documents its caller may read: search, show the passages, then generate or quote. */
export function answerQuestion({ search, models, clock, crypto }: AnswerServices, { text, history, cacheKey }: Question, call: Call<Principal>): Answering {
  const draft: Draft = { text: '', model: null, mode: null, passages: [], usage: null, interrupted: null };
  const id = crypto.uuid();

  function message(): Message {
    const content = withoutFalseMarks(draft.text, draft.passages.length);
    return {
      id,
      role: 'assistant',
      content,
      createdAt: clock.now().toISOString(),
      mode: draft.mode,
      model: draft.model,
      citations: citationsOf(content, draft.passages),
      unsupported: draft.mode === 'generated' ? unsupportedSentences(content, draft.passages) : [],
      usage: draft.usage,
      interrupted: draft.interrupted,
    };
  }

  function quote(found: readonly Passage[], searched: number, reason: string): Message {
    const { content, citations } = quotedAnswer(text, found, searched, reason);
    Object.assign(draft, { text: content, mode: 'passages' });
    return { ...message(), content, citations };
  }

  async function* generate(found: readonly Passage[]): AsyncGenerator<ChatEvent, boolean> {
    const passages = packPassages(found);
    const prompt = questionPrompt(text, passages);
    const turns = history.slice(-HISTORY_TURNS).map(({ role, content }) => ({ role, text: content }));
    const request = { role: 'fast', system: systemPrompt(call.principal.tenantName), history: turns, prompt, maxTokens: ANSWER_TOKENS, cacheKey } as const;
    const generation = await models.chat(call.principal, request, call.signal);
    if (!generation) return false;
    Object.assign(draft, { model: generation.model.name, passages });
    call.note({ model: generation.model.name });
    for await (const event of generation.events) {
      if (event.type === 'loading') yield { type: 'loading', model: generation.model.name, progress: event.progress };
      else if (event.type === 'reading') yield { type: 'reading', done: event.done, total: event.total };
      else if (event.type === 'token') {
        draft.mode = 'generated';
        draft.text += event.text;
        yield { type: 'token', text: event.text };
      } else {
        draft.usage = usageOf(event);
        if (event.stopReason !== 'end') draft.interrupted = event.stopReason === 'length' ? TOO_LONG : STOPPED;
      }
    }
    return draft.text.trim() !== '';
  }

  /** Generates; a model that fails before its first word is as good as none, one that fails later leaves what it wrote. */
  async function* generateOrExplain(found: readonly Passage[]): AsyncGenerator<ChatEvent, string | null> {
    try {
      const written = yield* generate(found);
      if (written) return null;
      const { reason } = await models.answerMode(call.principal.tenantId);
      return draft.model ? 'The language model gave no answer, so these are the passages that fit best.' : (reason ?? NO_MODEL);
    } catch (error) {
      if (call.signal.aborted || !(error instanceof MillwrightError)) throw error;
      if (draft.text) {
        draft.interrupted = error.message;
        return null;
      }
      return `${error.message} These are the passages that fit best, word for word.`;
    }
  }

  async function* events(): AsyncGenerator<ChatEvent> {
    const previous = history.findLast(({ role }) => role === 'user')?.content ?? null;
    const { results, searched } = await search.search(call.principal, searchQuery(text, previous), { top: PASSAGES, signal: call.signal });
    call.note({ metadata: { passages: results.length } });
    yield { type: 'searching', documents: searched };
    yield { type: 'passages', passages: results };
    if (results.length === 0) {
      yield { type: 'answer', message: quote([], searched, nothingFound(searched)) };
      return;
    }
    const reason = yield* generateOrExplain(results);
    yield { type: 'answer', message: reason === null ? message() : quote(results, searched, reason) };
  }

  return {
    events: events(),
    soFar: () => (draft.text ? { ...message(), interrupted: draft.interrupted ?? STOPPED } : null),
  };
}

function usageOf(end: { promptTokens: number; completionTokens: number; firstTokenMs: number | null; totalMs: number }): Usage {
  const decodeMs = end.totalMs - (end.firstTokenMs ?? end.totalMs);
  return {
    promptTokens: end.promptTokens,
    completionTokens: end.completionTokens,
    firstTokenMs: end.firstTokenMs,
    totalMs: end.totalMs,
    tokensPerSecond: decodeMs > 0 && end.completionTokens > 1 ? ((end.completionTokens - 1) / decodeMs) * 1000 : null,
  };
}
