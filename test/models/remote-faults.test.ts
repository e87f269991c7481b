import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEgress } from '#adapters/egress/create-egress.ts';
import { createRemoteChat } from '#adapters/openai/create-remote-chat.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { RemoteEndpoint } from '#core/ports/remote-chat.ts';
import { type RemoteStandIn, startRemoteStandIn, stream } from '#test/support/remote-stand-in.ts';

const REQUEST = { system: 'Answer.', history: [{ role: 'user', text: 'Hello' }, { role: 'assistant', text: 'Good day' }], prompt: 'At what pressure?', maxTokens: 20, temperature: 0 } as const;
const never = new AbortController().signal;
const tls = (name: string) => readFileSync(resolve(import.meta.dirname, `../fixtures/tls/${name}.pem`), 'utf8');
let remote: RemoteStandIn;
let secure: RemoteStandIn;

beforeAll(async () => {
  remote = await startRemoteStandIn();
  secure = await startRemoteStandIn({ key: tls('self-signed-key'), cert: tls('self-signed') });
});
afterAll(async () => {
  await remote.close();
  await secure.close();
});

function ask(overrides: Partial<RemoteEndpoint> = {}, signal = never): AsyncIterable<GenerateEvent> {
  const endpoint: RemoteEndpoint = { kind: 'openai', baseUrl: `${remote.url}/v1/`, model: 'big', apiVersion: null, apiKey: 'sk-quite-secret', ...overrides };
  const egress = createEgress([new URL(endpoint.baseUrl).origin]);
  return createRemoteChat({ egress, patience: { headersMs: 300, idleMs: 300 }, random: () => 0.01 }).generate(endpoint, REQUEST, signal);
}

async function read(events: AsyncIterable<GenerateEvent>): Promise<{ text: string; last: GenerateEvent | undefined; error: unknown }> {
  let text = '';
  let last: GenerateEvent | undefined;
  try {
    for await (const event of events) {
      last = event;
      if (event.type === 'token') text += event.text;
    }
    return { text, last, error: null };
  } catch (error) {
    return { text, last, error };
  }
}
const failed = (message: RegExp) => ({ code: 'MODEL_UNAVAILABLE', message: expect.stringMatching(message) as string });

test('a stream comes through with its usage, and the key goes along in the header only', async () => {
  remote.behave((response) => stream(response, ['The ', 'valve ', 'closes.']));
  const { text, last } = await read(ask());
  expect(text).toBe('The valve closes.');
  expect(last).toMatchObject({ type: 'end', stopReason: 'end', promptTokens: 11, completionTokens: 3 });
  const [{ path, headers, body } = { path: '', headers: {}, body: '{}' }] = remote.arrived;
  expect([path, headers.authorization]).toEqual(['/v1/chat/completions', 'Bearer sk-quite-secret']);
  expect(JSON.parse(body)).toMatchObject({ model: 'big', stream: true, max_tokens: 20, messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant' }, { role: 'user', content: 'At what pressure?' }] });
  expect(body).not.toContain('secret');
});

test('Azure is asked at its deployment, with its version and its header', async () => {
  remote.behave((response) => stream(response, ['Yes.']));
  await read(ask({ kind: 'azure', baseUrl: remote.url, model: 'gpt plant', apiVersion: '2025-01-01' }));
  expect(remote.arrived[0]).toMatchObject({ path: '/openai/deployments/gpt%20plant/chat/completions?api-version=2025-01-01', headers: { 'api-key': 'sk-quite-secret' } });
  expect(remote.arrived[0]?.headers.authorization).toBeUndefined();
});

test('a server that does not stream is read as well, and tokens it does not count are guessed', async () => {
  remote.behave((response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ choices: [{ message: { content: 'Twelve bar.' }, finish_reason: 'length' }] })));
  expect(await read(ask())).toMatchObject({ text: 'Twelve bar.', last: { stopReason: 'length', completionTokens: 3 } });
});

describe('a remote model that fails', () => {
  test.each<[string, number, Record<string, string>, number, RegExp]>([
    ['429 again and again', 429, {}, 3, /too much to do/],
    ['503 again and again', 503, {}, 3, /failed/],
    ['429 with a wait nobody would sit through', 429, { 'retry-after': '120' }, 1, /too much to do/],
    ['500, which may have been done', 500, {}, 1, /failed/],
    ['504, which may have been done', 504, {}, 1, /failed/],
    ['401', 401, {}, 1, /key/],
    ['404', 404, {}, 1, /no such model/],
    ['a redirection', 307, { location: 'https://elsewhere.example/' }, 1, /elsewhere/],
  ])('%s: %i is asked only as often as is safe', async (_what, status, headers, times, sentence) => {
    remote.behave((response) => response.writeHead(status, headers).end('{"error":{"message":"sk-quite-secret"}}'));
    const { text, error } = await read(ask());
    expect([text, error]).toMatchObject(['', failed(sentence)]);
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(remote.arrived).toHaveLength(times);
  });

  test('429 once is asked again, and answers', async () => {
    remote.behave((response, count) => (count === 1 ? void response.writeHead(429, { 'retry-after': '0' }).end() : stream(response, ['Now.'])));
    expect(await read(ask())).toMatchObject({ text: 'Now.', error: null });
  });

  test('slow with its first word: not waited for, and not asked twice', async () => {
    remote.behave(() => undefined);
    expect((await read(ask())).error).toMatchObject(failed(/in time/));
    expect(remote.arrived).toHaveLength(1);
  });

  test('silent in the middle: what came stays, with the reason', async () => {
    remote.behave((response) => stream(response, ['The valve '], 'none'));
    expect(await read(ask())).toMatchObject({ text: 'The valve ', error: failed(/in time/) });
  });

  test('cut in the middle: what came stays, and it is not asked again', async () => {
    remote.behave((response) => {
      stream(response, ['The valve '], 'none');
      setTimeout(() => response.destroy(), 30);
    });
    expect(await read(ask())).toMatchObject({ text: 'The valve ', error: failed(/broke off/) });
    expect(remote.arrived).toHaveLength(1);
  });

  test('an orderly end without a last word is a break, too', async () => {
    remote.behave((response) => {
      stream(response, ['The valve '], 'none');
      response.end();
    });
    expect((await read(ask())).error).toMatchObject(failed(/broke off/));
  });

  test.each([
    ['no JSON', 'text/event-stream', 'data: {"choices": [\n\n'],
    ['JSON of another kind', 'text/event-stream', 'data: {"answer": 42}\n\n'],
    ['an error within the stream', 'text/event-stream', 'data: {"error": {"message": "out of memory"}}\n\n'],
    ['a page for people', 'text/html', '<!doctype html><title>Sign in</title>'],
  ])('%s is told as such', async (_what, type, body) => {
    remote.behave((response) => response.setHeader('content-type', type).end(body));
    expect((await read(ask())).error).toMatchObject(failed(/cannot be read/));
  });

  test('a line without an end does not fill the memory', async () => {
    remote.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const pour = (): void => void (response.destroyed || (response.write('a'.repeat(256 * 1024)), setTimeout(pour, 1)));
      pour();
    });
    expect((await read(ask())).error).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  test('a certificate that is not trusted stops it before anything is sent', async () => {
    secure.behave((response) => stream(response, ['Never.']));
    expect((await read(ask({ baseUrl: `${secure.url}/v1` }))).error).toMatchObject(failed(/certificate .* not trusted/));
    expect(secure.arrived).toHaveLength(0);
  });

  test('an address that speaks no TLS stops it as well', async () => {
    remote.behave((response) => stream(response, ['Never.']));
    expect((await read(ask({ baseUrl: remote.url.replace('http:', 'https:') }))).error).toMatchObject(failed(/No secure connection/));
    expect(remote.arrived).toHaveLength(0);
  });

  test('nobody at the address is tried again, then told', async () => {
    const gone = await startRemoteStandIn();
    await gone.close();
    expect((await read(ask({ baseUrl: `${gone.url}/v1` }))).error).toMatchObject(failed(/cannot be reached/));
  });
});

test('an address that is not allowed is never contacted', async () => {
  remote.behave((response) => stream(response, ['Never.']));
  const chat = createRemoteChat({ egress: createEgress([]) });
  const { error } = await read(chat.generate({ kind: 'openai', baseUrl: remote.url, model: 'm', apiVersion: null, apiKey: null }, REQUEST, never));
  expect(error).toMatchObject({ code: 'EGRESS_REFUSED' });
  expect(remote.arrived).toHaveLength(0);
});

test('a person who stops gets what there is, and the other side is hung up on', async () => {
  let hungUp = false;
  remote.behave((response) => {
    response.once('close', () => (hungUp = true));
    stream(response, ['The valve '], 'none');
  });
  const stop = new AbortController();
  const seen: GenerateEvent[] = [];
  for await (const event of ask({}, stop.signal)) {
    seen.push(event);
    if (event.type === 'token') stop.abort();
  }
  expect(seen.at(-1)).toMatchObject({ type: 'end', stopReason: 'stopped', completionTokens: 3 });
  await expect.poll(() => hungUp).toBe(true);
});
