import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { Credential } from '#core/pipeline/index.ts';
import type { HttpServer } from '#transports/http/http-server.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { collect, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import { startTestServer } from '#test/support/transport-faces.ts';

const ANSWER = ['The valve', ' V-101', ' closes', ' at', ' 12 bar', '.'];
let plant: TestCore;
let admin: Credential;
let server: HttpServer;
let folder: string;
let key: string;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  server = await startTestServer(plant.core.pipeline);
  folder = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  await install('short', ANSWER);
  ({ key } = await plant.call<{ key: string }>('apikeys.create', { name: 'robot', scopes: ['models:use', 'models:read'] }, admin));
});
afterAll(async () => {
  await server.close();
  await plant.close();
  await rm(folder, { recursive: true, force: true });
});

async function install(name: string, answer: readonly string[]): Promise<void> {
  const path = join(folder, `${name}.gguf`);
  makeScriptedGguf(path, { name, answer });
  await collect(await plant.events('models.import', { filename: `${name}.gguf`, content: { stream: createReadStream(path) } }, admin));
}

function post(path: string, body: unknown, bearer: string | null = key, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) };
  return fetch(`${server.address.url}/v1${path}`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body), ...(signal ? { signal } : {}) });
}
const chat = (more: object = {}) => post('/chat/completions', { model: 'fast', messages: [{ role: 'user', content: 'At what pressure does V-101 close?' }], ...more });

/** Data of server-sent events, in order. */
async function dataOf(response: Response): Promise<string[]> {
  return (await response.text()).split('\n\n').flatMap((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? []);
}

async function lastRecord(operation: string): Promise<AuditRecord | undefined> {
  const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 100 }, admin);
  return records.find((record) => record.operation === operation && record.outcome !== 'intent');
}

describe('POST /v1/chat/completions', () => {
  test('gives the whole reply with its usage, for an API key', async () => {
    const response = await chat();
    expect(response.status).toBe(200);
    const body = (await response.json()) as { usage: Record<string, number> };
    expect(body).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/), object: 'chat.completion', model: 'short',
      choices: [{ index: 0, message: { role: 'assistant', content: ANSWER.join('') }, finish_reason: 'stop' }],
    });
    expect(body.usage['prompt_tokens']).toBeGreaterThan(5);
    expect(body.usage['total_tokens']).toBe((body.usage['prompt_tokens'] ?? 0) + (body.usage['completion_tokens'] ?? 0));
  });

  test('streams chunks that end with [DONE], and with usage where it is asked for', async () => {
    const response = await chat({ stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const lines = await dataOf(response);
    expect(lines.at(-1)).toBe('[DONE]');
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line) as { object: string; choices: { delta: { role?: string; content?: string }; finish_reason: string | null }[]; usage: unknown });
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(ANSWER.join(''));
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ object: 'chat.completion.chunk', choices: [], usage: { completion_tokens: expect.any(Number) } });
    expect(JSON.stringify(await dataOf(await chat({ stream: true })))).not.toContain('usage');
  });

  test('stops at a stop sequence and at the number of tokens', async () => {
    expect(await (await chat({ stop: [' 12'] })).json()).toMatchObject({ choices: [{ message: { content: 'The valve V-101 closes at' }, finish_reason: 'stop' }] });
    expect(await (await chat({ max_completion_tokens: 2 })).json()).toMatchObject({ choices: [{ message: { content: 'The valve V-101' }, finish_reason: 'length' }], usage: { completion_tokens: 2 } });
  });

  test('is recorded with the model and the tokens, never with what was said', async () => {
    await chat();
    const record = await lastRecord('completions.create');
    expect(record).toMatchObject({ event: 'chat.response', outcome: 'ok', model: 'short', metadata: { via: 'key', completionTokens: expect.any(Number), promptTokens: expect.any(Number) } });
    expect(JSON.stringify(record)).not.toMatch(/pressure|12 bar/);
  });

  test('counts against the tokens of the plant, and says so in the shape of OpenAI when they are used up', async () => {
    const { tenants } = await plant.call<{ tenants: { id: string; usage: { tokensToday: number } }[] }>('tenants.list', {}, admin);
    const [{ id, usage } = { id: '', usage: { tokensToday: 0 } }] = tenants;
    expect(usage.tokensToday).toBeGreaterThan(0);
    await plant.call('tenants.setQuotas', { id, tokensPerDay: 1 }, admin);
    // What was answered before comes from memory and costs nothing.
    const anew = { messages: [{ role: 'user', content: 'What was not asked before?' }] };
    for (const refused of [await chat(anew), await chat({ ...anew, stream: true }), await post('/embeddings', { model: 'embed', input: 'x' })]) {
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({ error: { type: 'rate_limit_error', code: 'QUOTA_REACHED', param: null, message: expect.stringContaining('token of today') } });
    }
    await plant.call('tenants.setQuotas', { id, tokensPerDay: null }, admin);
  });

  test('the filter for personal data refuses what a plant blocks, and notes what it treats', async () => {
    await plant.call('personalData.save', { mode: 'block', kinds: ['email'], passages: false }, admin);
    const refused = await chat({ messages: [{ role: 'user', content: 'Write to anna@larkfield.example' }] });
    expect([refused.status, await refused.json()]).toMatchObject([422, { error: { code: 'PERSONAL_DATA', type: 'invalid_request_error' } }]);
    expect((await post('/embeddings', { model: 'embed', input: 'anna@larkfield.example' })).status).toBe(422);
    await plant.call('personalData.save', { mode: 'redact', kinds: ['email'], passages: false }, admin);
    const redacted = await chat({ messages: [{ role: 'user', content: 'Write to anna@larkfield.example' }] });
    expect([redacted.status, await redacted.json()]).toMatchObject([200, { personal_data: { kinds: ['email'], own: [], treated: 'redact' } }]);
    expect((await lastRecord('completions.create'))?.metadata).toMatchObject({ personalData: 'email', treated: 'redact' });
    await plant.call('personalData.save', { mode: 'off', kinds: ['email'], passages: false }, admin);
  });

  test.each([
    ['another model', { model: 'gpt-9' }, 404, 'MODEL_NOT_FOUND'],
    ['an embedding model', { model: 'embed' }, 404, 'MODEL_NOT_FOUND'],
    ['tools', { tools: [{ type: 'function' }] }, 400, 'INVALID_INPUT'],
    ['several answers', { n: 2 }, 400, 'INVALID_INPUT'],
    ['pictures', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] }, 400, 'INVALID_INPUT'],
    ['no question', { messages: [{ role: 'assistant', content: 'x' }] }, 400, 'INVALID_INPUT'],
    ['too hot', { temperature: 3 }, 400, 'INVALID_INPUT'],
  ])('refuses %s with a sentence, in the shape of OpenAI', async (_what, more, status, code) => {
    const response = await chat(more);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(/\w+ \w+/), type: 'invalid_request_error', param: null, code } });
  });

  test('refuses strangers, keys without the scope, and what is no JSON', async () => {
    const { key: other } = await plant.call<{ key: string }>('apikeys.create', { name: 'reader', scopes: ['documents:read'] }, admin);
    const messages = [{ role: 'user', content: 'x' }];
    expect(await Promise.all([post('/chat/completions', { model: 'fast', messages }, null), post('/chat/completions', { model: 'fast', messages }, other), post('/chat/completions', '{')].map(async (asked) => {
      const response = await asked;
      return [response.status, ((await response.json()) as { error: { type: string } }).error.type];
    }))).toEqual([[401, 'authentication_error'], [403, 'permission_error'], [400, 'invalid_request_error']]);
  });

  test('what the plant blocks is covered in a reply, or ends it before it is sent', async () => {
    const block = (action: string, text = 'closes at') => plant.call('guardrails.save', { support: 'off', leastShare: 80, blocklist: [{ kind: 'words', text, action }] }, admin);
    await block('mask');
    expect(await (await chat()).json()).toMatchObject({ choices: [{ message: { content: 'The valve V-101 █████ 12 bar.' }, finish_reason: 'stop' }] });
    // Seen long before its end.
    await block('refuse', 'valve');
    expect(await (await chat()).json()).toMatchObject({ choices: [{ message: { content: 'The ' }, finish_reason: 'content_filter' }] });
    await block('refuse');
    const streamed = await dataOf(await chat({ stream: true }));
    expect(streamed.join('')).not.toContain('closes');
    expect(streamed.at(-2)).toContain('"finish_reason":"content_filter"');
    expect(await (await chat()).json()).toMatchObject({ choices: [{ finish_reason: 'content_filter' }] });
    expect(await plant.call('guardrails.violations', { kind: 'blocked' }, admin)).toMatchObject({ counts: { masked: 1, refused: 3 } });
    await plant.call('guardrails.save', { support: 'mark', leastShare: 80, blocklist: [] }, admin);
  });
});

describe('GET /v1/models', () => {
  test('names what programs may ask, beside what the screens read', async () => {
    const body = (await (await fetch(`${server.address.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).json()) as { object: string; data: { id: string }[]; models: unknown[] };
    expect(body.object).toBe('list');
    expect(body.data).toMatchObject([{ id: 'short', object: 'model', created: expect.any(Number), owned_by: 'millwright' }, { id: 'millwright-embed-small' }]);
    expect(body.models).toHaveLength(2);
  });
});

describe('POST /v1/embeddings', () => {
  test('gives the vectors of search, as numbers or base64, with the tokens they cost', async () => {
    const input = ['The pump is started from the panel.', 'Installing the driver'];
    const floats = (await (await post('/embeddings', { model: 'embed', input })).json()) as { data: { index: number; embedding: number[] }[]; usage: { prompt_tokens: number } };
    expect(floats).toMatchObject({ object: 'list', model: 'millwright-embed-small', data: [{ index: 0 }, { index: 1 }] });
    expect(floats.data[0]?.embedding).toHaveLength(256);
    expect(floats.usage.prompt_tokens).toBeGreaterThan(8);
    const packed = (await (await post('/embeddings', { model: 'millwright-embed-small', input: input[0], encoding_format: 'base64' })).json()) as { data: { embedding: string }[] };
    const bytes = Buffer.from(packed.data[0]?.embedding ?? '', 'base64');
    expect(bytes.readFloatLE(0)).toBeCloseTo(floats.data[0]?.embedding[0] ?? NaN, 3);
    expect(await lastRecord('completions.embed')).toMatchObject({ event: 'model.embedded', model: 'millwright-embed-small', metadata: { texts: 1 } });
  });

  test('refuses a text that the model would read only the beginning of', async () => {
    const response = await post('/embeddings', { model: 'embed', input: ['short', 'word '.repeat(5_000)] });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message: expect.stringMatching(/^Text 2 has \d+ tokens/) } }]);
  });
});

test('a caller that goes away stops the model, and the record says so', async () => {
  await install('endless', longScript(400));
  const { models } = await plant.call<{ models: { id: string; name: string }[] }>('models.list', {}, admin);
  await plant.call('models.assign', { role: 'heavy', id: models.find(({ name }) => name === 'endless')?.id }, admin);
  const leave = new AbortController();
  const response = await post('/chat/completions', { model: 'endless', stream: true, messages: [{ role: 'user', content: 'Go on.' }] }, key, leave.signal);
  await response.body?.getReader().read();
  leave.abort();
  await expect.poll(async () => (await lastRecord('completions.create'))?.outcome, { timeout: 20_000 }).toBe('cancelled');
});
