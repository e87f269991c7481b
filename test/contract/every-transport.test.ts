import { afterAll, describe, expect, test } from 'vitest';
import { createPipelineStandIn, IDS, ORIGINAL, TOKENS } from '#test/support/transport-pipeline-stand-in.ts';
import { type Face, FaceError, inProcessFace, portFace, rpcFace, startTestServer, v1Face } from '#test/support/transport-faces.ts';

const standIn = createPipelineStandIn();
const server = await startTestServer(standIn.pipeline);
const faces: Face[] = [inProcessFace(standIn.pipeline), v1Face(server.address.url), rpcFace(server.address.url), portFace(standIn.pipeline)];

afterAll(async () => {
  for (const face of faces) await face.close();
  await server.close();
});

async function failureOf(work: Promise<unknown>): Promise<FaceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FaceError)) throw new Error(`expected a typed error, got ${String(error)}`);
  expect(error.body.correlationId).toMatch(/^[\w-]{8,64}$/);
  return error;
}

async function collect(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const viewer = { token: TOKENS.viewer };
const user = { token: TOKENS.user };

describe.each(faces)('over $name', (face) => {
  test('a call gives its value, with defaults filled in', async () => {
    expect(await face.call('search.query', { query: 'pump' }, viewer)).toMatchObject({ results: [], mode: 'keyword', searched: 8 });
  });

  test('numbers come through as numbers', async () => {
    const passage = await face.call('documents.passage', { id: IDS.document, part: 0, start: 7, end: 12 }, viewer);
    expect(passage).toMatchObject({ page: 7, quote: '12' });
  });

  test('an operation for strangers needs no session', async () => {
    expect(await face.call('system.health', {})).toMatchObject({ status: 'ok' });
  });

  test('a stream gives its events in order', async () => {
    const events = await collect(await face.stream('conversations.ask', { question: 'a b c' }, viewer));
    expect(events).toEqual([
      { type: 'searching', documents: 3 },
      { type: 'token', text: 'a' },
      { type: 'token', text: 'b' },
      { type: 'token', text: 'c' },
    ]);
  });

  test('a stream that its reader leaves is recorded as cancelled, once', async () => {
    standIn.records.length = 0;
    const leave = new AbortController();
    const events = await face.stream('documents.watch', {}, { ...viewer, signal: leave.signal });
    const reading = collect(
      (async function* () {
        for await (const event of events) {
          yield event;
          leave.abort();
        }
      })(),
    ).catch(() => undefined);
    await reading;
    expect(await standIn.ended('documents.watch')).toMatchObject({ outcome: 'cancelled' });
    expect(standIn.records.filter((entry) => entry.outcome !== 'intent')).toHaveLength(1);
  });

  test('a stream that is read to its end is recorded as ok only then', async () => {
    standIn.records.length = 0;
    const events = await face.stream('conversations.ask', { question: 'one' }, viewer);
    const iterator = events[Symbol.asyncIterator]();
    await iterator.next();
    expect(standIn.records.map((entry) => entry.outcome)).toContain('intent');
    for (let step = await iterator.next(); !step.done; step = await iterator.next());
    expect(await standIn.ended('conversations.ask')).toMatchObject({ outcome: 'ok' });
  });

  test('a stream that fails at once says so with its own code', async () => {
    const error = await failureOf(face.stream('conversations.ask', { question: 'no model' }, viewer).then(collect));
    expect(error.body.code).toBe('MODEL_UNAVAILABLE');
  });

  test('a stream that breaks in the middle keeps what came before and hides why', async () => {
    const seen: unknown[] = [];
    const events = await face.stream('conversations.ask', { question: 'will break' }, viewer);
    const error = await failureOf(
      (async () => {
        for await (const event of events) seen.push(event);
      })(),
    );
    expect(seen).toHaveLength(3);
    expect(error.body.code).toBe('INTERNAL');
    expect(error.raw).not.toContain('0xdeadbeef');
  });

  test.each([
    ['UNAUTHENTICATED', 401, {}],
    ['UNAUTHENTICATED', 401, { token: 'made-up' }],
    ['SESSION_EXPIRED', 401, { token: TOKENS.ended }],
  ])('no good session is %s (%i)', async (code, status, options) => {
    const error = await failureOf(face.call('search.query', { query: 'pump' }, options));
    expect(error.body.code).toBe(code);
    expect(error.status).toBe(status);
  });

  test('a role without the permission is told so', async () => {
    const error = await failureOf(face.call('users.list', {}, user));
    expect([error.body.code, error.status]).toEqual(['FORBIDDEN', 403]);
  });

  test('a wrong input is named to those who may call', async () => {
    const error = await failureOf(face.call('search.query', { query: '' }, viewer));
    expect([error.body.code, error.status]).toEqual(['INVALID_INPUT', 400]);
  });

  test('a stranger learns nothing about inputs: good and bad ones get the same answer', async () => {
    const bad = await failureOf(face.call('search.query', { query: 17, extra: true }));
    const good = await failureOf(face.call('search.query', { query: 'pump' }));
    expect({ ...bad.body, correlationId: '' }).toEqual({ ...good.body, correlationId: '' });
  });

  test('an operation that is not there is an error with a code', async () => {
    const error = await failureOf(face.call('documents.shred', {}, user));
    expect(error.body.code).toBe('OPERATION_NOT_FOUND');
  });

  test('an id of nobody is not found', async () => {
    const error = await failureOf(face.call('documents.get', { id: IDS.missing }, viewer));
    expect([error.body.code, error.status]).toEqual(['DOCUMENT_NOT_FOUND', 404]);
  });

  test('an unexpected error keeps its reason to itself', async () => {
    const error = await failureOf(face.call('search.query', { query: 'crash' }, viewer));
    expect([error.body.code, error.status]).toEqual(['INTERNAL', 500]);
    expect(error.raw).not.toMatch(/ENOENT|secret|srv|\bat /);
  });

  test('how long to wait travels with the error', async () => {
    const error = await failureOf(face.call('auth.changePassword', { current: 'x', next: 'long enough password' }, user));
    expect(error.body).toMatchObject({ code: 'ACCOUNT_LOCKED', retryAfter: 41.2 });
  });

  test('bytes go up in pieces and come back as a file', async () => {
    const { uploadId } = (await face.call('uploads.begin', { sizeBytes: 6 }, user)) as { uploadId: string };
    await face.call('uploads.append', { uploadId, offset: 0, bytes: new Blob(['abc']) }, user);
    expect(await face.call('uploads.append', { uploadId, offset: 3, bytes: new Blob(['def']) }, user)).toEqual({ receivedBytes: 6 });
    const original = (await face.call('documents.original', { id: IDS.document }, viewer)) as Blob;
    expect(original.type).toBe(ORIGINAL.type);
    expect(await original.text()).toBe(ORIGINAL.bytes);
  });

  test('a call is recorded exactly once, with the correlation id its caller got', async () => {
    standIn.records.length = 0;
    const error = await failureOf(face.call('documents.get', { id: IDS.missing }, viewer));
    const ends = standIn.records.filter((entry) => entry.outcome !== 'intent');
    expect(ends.map((entry) => entry.correlationId)).toEqual([error.body.correlationId]);
  });
});
