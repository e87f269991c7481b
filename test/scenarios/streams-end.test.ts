import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { Credential } from '#core/pipeline/index.ts';
import type { HttpServer } from '#transports/http/http-server.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { ADMIN_PASSWORD, collect, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';
import { type Face, FaceError, inProcessFace, portFace, rpcFace, startTestServer, v1Face } from '#test/support/transport-faces.ts';

/** Streams that say nothing while nothing changes. */
const SILENT = ['documents.watch', 'queue.watch', 'system.watch'];

let core: TestCore;
let operator: Credential;
let server: HttpServer;
let faces: Face[];
let models: string;
let people = 0;

beforeAll(async () => {
  core = await openTestCore();
  operator = await setUpPlant(core);
  server = await startTestServer(core.core.pipeline);
  faces = [inProcessFace(core.core.pipeline), v1Face(server.address.url), rpcFace(server.address.url), portFace(core.core.pipeline)];
  models = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  makeScriptedGguf(join(models, 'long.gguf'), { answer: longScript(300) });
});
afterAll(async () => {
  for (const face of faces) await face.close();
  await server.close();
  await core.close();
  await rm(models, { recursive: true, force: true });
});

interface Person {
  id: string;
  token: string;
  /** The plant, and its admin. */
  plant: { id: string; admin: Credential };
}

/** A person of a plant of their own, since a plant is suspended as a whole. */
async function newPerson(): Promise<Person> {
  const nth = ++people;
  const tenant = `Works ${nth}`;
  const { id } = await core.call<{ id: string }>('tenants.add', { name: tenant, admin: 'Ada', password: ADMIN_PASSWORD }, operator);
  const signIn = async (name: string) => (await core.call<{ token: string }>('auth.signIn', { tenant, name, password: ADMIN_PASSWORD })).token;
  const admin = session(await signIn('Ada'));
  const added = await core.call<{ id: string }>('users.add', { name: 'Uma', role: 'user', password: ADMIN_PASSWORD }, admin);
  return { id: added.id, token: await signIn('Uma'), plant: { id, admin } };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'ok',
    (error: unknown) => (error instanceof FaceError ? error.body.code : String(error)),
  );
}

const LOSSES: { what: string; code: string; next: string; lose: (person: Person) => Promise<unknown> }[] = [
  {
    what: 'an admin ends the session', code: 'SESSION_EXPIRED', next: 'SESSION_EXPIRED',
    lose: async ({ id, plant }) => core.call('sessions.revokeAll', { userId: id }, plant.admin),
  },
  { what: 'their role changes', code: 'FORBIDDEN', next: 'ok', lose: ({ id, plant }) => core.call('users.setRole', { id, role: 'viewer' }, plant.admin) },
  { what: 'their clearance changes', code: 'FORBIDDEN', next: 'ok', lose: ({ id, plant }) => core.call('policy.setPersonClearance', { id, clearance: 'public' }, plant.admin) },
  { what: 'their account is disabled', code: 'UNAUTHENTICATED', next: 'UNAUTHENTICATED', lose: ({ id, plant }) => core.call('users.setActive', { id, active: false }, plant.admin) },
  { what: 'they get a new password', code: 'SESSION_EXPIRED', next: 'SESSION_EXPIRED', lose: ({ id, plant }) => core.call('users.resetPassword', { id, password: 'another secret 7' }, plant.admin) },
  { what: 'their plant is suspended', code: 'UNAUTHENTICATED', next: 'UNAUTHENTICATED', lose: ({ plant }) => core.call('tenants.suspend', { id: plant.id, reason: 'a test' }, operator) },
];

describe.each(LOSSES)('when $what', ({ code, next, lose }) => {
  test('a silent stream ends by itself over every transport, and the next call is refused', async () => {
    const person = await newPerson();
    const { token } = person;
    const ends = await Promise.all(
      faces.flatMap((face) =>
        SILENT.map(async (operation) => {
          const events = (await face.stream(operation, {}, { token }))[Symbol.asyncIterator]();
          await events.next();
          return { stream: `${face.name} ${operation}`, end: codeOf(untilEnd(events)) };
        }),
      ),
    );
    await lose(person);
    for (const { stream, end } of ends) expect({ stream, code: await end }).toEqual({ stream, code });
    for (const face of faces) expect({ face: face.name, code: await codeOf(face.call('documents.list', {}, { token })) }).toEqual({ face: face.name, code: next });
  });
});

async function untilEnd(events: AsyncIterator<unknown>): Promise<void> {
  while (!(await events.next()).done);
}

test('a stream by an API key ends when the key is revoked', async () => {
  const { plant } = await newPerson();
  const { key, about } = await core.call<{ key: string; about: { id: string } }>('apikeys.create', { name: 'feed', scopes: ['documents:read'] }, plant.admin);
  const events = (await core.events('documents.watch', {}, { kind: 'key', key }))[Symbol.asyncIterator]();
  await events.next();
  const end = untilEnd(events);
  end.catch(() => undefined);
  await core.call('apikeys.revoke', { id: about.id }, plant.admin);
  await expect(end).rejects.toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
});

test('an answer that is being written stops, is recorded as refused, and what was written so far is kept', async () => {
  const { id, token, plant } = await newPerson();
  const reader = session(token);
  await core.call('documents.upload', { filename: 'V-101.md', content: streamOf('# Valve V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, plant.admin);
  await core.core.ingestionIdle();
  await collect(await core.events('models.import', { filename: 'long.gguf', content: { stream: createReadStream(join(models, 'long.gguf')) } }, plant.admin));
  const conversation = await core.call<{ id: string }>('conversations.create', {}, reader);
  const read: string[] = [];
  const reading = (async () => {
    for await (const event of await core.events<ChatEvent>('conversations.chat', { id: conversation.id, message: 'At which pressure does the relief valve V-101 open?' }, reader)) {
      read.push(event.type);
      if (event.type !== 'token') continue;
      if (read.filter((type) => type === 'token').length === 1) await core.call('users.setRole', { id, role: 'viewer' }, plant.admin);
      await sleep(50);
    }
  })();
  await expect(reading).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  expect(read).toContain('token');
  expect(read).not.toContain('answer');
  await expect.poll(async () => (await core.call<{ messages: Message[] }>('conversations.get', { id: conversation.id }, reader)).messages.at(-1)).toMatchObject({ role: 'assistant', interrupted: expect.any(String) });
  const { records } = await core.call<{ records: { operation: string; outcome: string }[] }>('audit.list', { userId: id, outcome: 'denied', limit: 5 }, plant.admin);
  expect(records.map(({ operation }) => operation)).toEqual(['conversations.chat']);
});
