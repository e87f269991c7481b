import { setTimeout as sleep } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Egress, OpenAnswer, Patience } from '#core/ports/egress.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { RemoteChat, RemoteEndpoint, RemoteRequest } from '#core/ports/remote-chat.ts';
import { type ForeignCompletion as Completion, readForeignCompletion } from '#shared/foreign-completion.ts';
import { nothingArrived, NOTHING_DONE, pauseBefore } from './retry-after.ts';
import { sseData } from './sse-data.ts';

const ATTEMPTS = 3;
/** A long prompt on a busy server takes its time before the first word. */
const PATIENCE: Patience = { headersMs: 60_000, idleMs: 60_000 };
/** Without a count from the other side: letters of European text for a token. */
const LETTERS_PER_TOKEN = 4;

export interface RemoteChatOptions {
  egress: Egress;
  patience?: Patience;
  random?: () => number;
}

/** Models that speak OpenAI's chat format. */
export function createRemoteChat({ egress, patience = PATIENCE, random = Math.random }: RemoteChatOptions): RemoteChat {
  async function open(endpoint: RemoteEndpoint, request: RemoteRequest, signal: AbortSignal): Promise<OpenAnswer> {
    const { address, headers } = addressOf(endpoint);
    const body = JSON.stringify(bodyOf(endpoint, request));
    for (let attempt = 1; ; attempt += 1) {
      let answer: OpenAnswer;
      try {
        answer = await egress.open(address, { method: 'POST', headers, body }, patience, signal);
      } catch (error) {
        if (attempt === ATTEMPTS || !nothingArrived(error) || signal.aborted) throw error;
        await sleep(pauseBefore(attempt, undefined, random) ?? 0, undefined, { signal });
        continue;
      }
      if (answer.status === 200) return answer;
      await drop(answer);
      const pause = attempt < ATTEMPTS && NOTHING_DONE.has(answer.status) ? pauseBefore(attempt, answer.headers['retry-after'], random) : null;
      if (pause === null) throw refusedWith(answer.status);
      await sleep(pause, undefined, { signal });
    }
  }

  async function* generate(endpoint: RemoteEndpoint, request: RemoteRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const startedAt = performance.now();
    const written = createTally(request, startedAt);
    try {
      const answer = await open(endpoint, request, signal);
      for await (const completion of completionsOf(answer)) {
        const text = written.take(completion);
        if (text !== '') yield { type: 'token', text };
      }
      if (!written.finished()) throw new MillwrightError('MODEL_UNAVAILABLE', 'The remote model broke off before its answer was complete.');
      yield written.end(null);
    } catch (error) {
      if (!signal.aborted) throw asUnavailable(error);
      yield written.end('stopped');
    }
  }

  return { generate };
}

function addressOf({ kind, baseUrl, model, apiVersion, apiKey }: RemoteEndpoint): { address: string; headers: Record<string, string> } {
  const base = baseUrl.replace(/\/+$/, '');
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  if (kind === 'azure') {
    const address = `${base}/openai/deployments/${encodeURIComponent(model)}/chat/completions?api-version=${encodeURIComponent(apiVersion ?? '2024-10-21')}`;
    return { address, headers: { ...headers, ...(apiKey === null ? {} : { 'api-key': apiKey }) } };
  }
  return { address: `${base}/chat/completions`, headers: { ...headers, ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }) } };
}

function bodyOf({ model }: RemoteEndpoint, { system, history, prompt, maxTokens, temperature, topP, seed }: RemoteRequest): object {
  const messages = [...(system === '' ? [] : [{ role: 'system', content: system }]), ...history.map(({ role, text }) => ({ role, content: text })), { role: 'user', content: prompt }];
  return { model, messages, max_tokens: maxTokens, temperature, top_p: topP, seed, stream: true, stream_options: { include_usage: true } };
}

/** Chunks of a stream up to `[DONE]`, or the one completion of a server that does not stream. */
async function* completionsOf(answer: OpenAnswer): AsyncGenerator<Completion> {
  if (!(answer.headers['content-type'] ?? '').includes('text/event-stream')) {
    yield understood(await wholeText(answer.body));
    return;
  }
  for await (const data of sseData(answer.body)) {
    if (data === '[DONE]') return;
    yield understood(data);
  }
}

function understood(text: string): Completion {
  const completion = readForeignCompletion(text);
  if (completion) return completion;
  throw new MillwrightError('MODEL_UNAVAILABLE', 'The remote model gave an answer that cannot be read. Check its address: it must speak the format of OpenAI.');
}

const LONGEST_ANSWER = 4 * 1024 * 1024;

async function wholeText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error('the answer is too large');
  }
  return text;
}

/** Reads on to let the connection be used again, but not for long: an error says little. */
async function drop({ body }: OpenAnswer): Promise<void> {
  let bytes = 0;
  try {
    for await (const piece of body) if ((bytes += piece.length) > 64 * 1024) return;
  } catch {
    // It is an error already.
  }
}

/** What has been written so far, and what it cost. */
function createTally({ system, history, prompt }: RemoteRequest, startedAt: number) {
  let firstTokenMs: number | null = null;
  let letters = 0;
  let reason: string | null = null;
  let usage: Completion['usage'] = null;
  const sent = system.length + prompt.length + history.reduce((sum, { text }) => sum + text.length, 0);
  const guessed = (count: number): number => Math.ceil(count / LETTERS_PER_TOKEN);
  return {
    take({ choices: [choice], usage: told }: Completion): string {
      usage = told ?? usage;
      reason = choice?.finish_reason ?? reason;
      const text = choice?.delta?.content ?? choice?.message?.content ?? '';
      if (text !== '') firstTokenMs ??= Math.round(performance.now() - startedAt);
      letters += text.length;
      return text;
    },
    finished: () => reason !== null,
    end: (stopped: 'stopped' | null): GenerateEvent => ({
      type: 'end',
      stopReason: stopped ?? (reason === 'length' ? 'length' : 'end'),
      promptTokens: usage?.prompt_tokens ?? guessed(sent),
      completionTokens: usage?.completion_tokens ?? guessed(letters),
      reusedTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
      firstTokenMs,
      totalMs: Math.round(performance.now() - startedAt),
    }),
  };
}

function refusedWith(status: number): MillwrightError {
  const sentences: Readonly<Record<number, string>> = {
    400: 'The remote model refused the question as it was asked; it may be too long for it.',
    401: 'The remote model does not accept its key.',
    403: 'The remote model does not accept its key.',
    404: 'There is no such model at the remote address.',
    429: 'The remote model has too much to do. Ask again later.',
  };
  const sentence = sentences[status] ?? (status >= 300 && status < 400 ? 'The remote address sends elsewhere, which is not followed.' : 'The remote model failed.');
  return new MillwrightError('MODEL_UNAVAILABLE', sentence, { detail: `the remote model answered ${status}` });
}

function asUnavailable(error: unknown): MillwrightError {
  if (error instanceof MillwrightError && error.code !== 'PROVIDER_UNREACHABLE') return error;
  const detail = error instanceof MillwrightError ? error.detail : String(error);
  if (/CERT|self-signed|altname/i.test(detail ?? '')) return new MillwrightError('MODEL_UNAVAILABLE', 'The certificate of the remote model is not trusted here, so nothing was sent to it.', { cause: error, detail });
  if (/SSL|TLS|EPROTO/i.test(detail ?? '')) return new MillwrightError('MODEL_UNAVAILABLE', 'No secure connection to the remote model could be made, so nothing was sent to it.', { cause: error, detail });
  if (/no answer in time/.test(detail ?? '')) return new MillwrightError('MODEL_UNAVAILABLE', 'The remote model did not answer in time.', { cause: error, detail });
  return new MillwrightError('MODEL_UNAVAILABLE', 'The remote model cannot be reached, or broke off.', { cause: error, detail });
}
