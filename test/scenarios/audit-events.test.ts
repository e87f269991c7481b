import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { AuditEvent } from '#shared/contract/audit-events.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { ADMIN_PASSWORD, addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

/** The events of the reference architecture (4.6), and what has to have happened for each. */
const REFERENCE = [
  'auth.login', 'auth.denied', 'policy.denied', 'chat.request', 'chat.response', 'doc.upload', 'doc.ingestion', 'doc.access', 'search.query', 'tool.invocation', 'admin.user_created', 'admin.role_changed',
] as const satisfies readonly AuditEvent[];

let plant: TestCore;
let records: AuditRecord[];
let documentId: string;
let personId: string;

beforeAll(async () => {
  plant = await openTestCore();
  const admin: Credential = await setUpPlant(plant);
  const person = await addPerson(plant, admin, 'Vera', 'viewer');
  personId = person.id;
  await plant.call('auth.signIn', { name: 'Vera', password: 'wrong', tenant: 'Mill One' }).catch(() => undefined);
  await plant.call('users.list', {}, person.credential).catch(() => undefined);
  const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'pump.txt', content: streamOf('The relief pressure of pump P-9 is 6.5 bar.') }, admin);
  documentId = document.id;
  await plant.core.ingestionIdle();
  await plant.call('documents.get', { id: documentId }, admin);
  await plant.call('search.query', { query: 'relief pressure' }, admin);
  await plant.call('tools.test', { name: 'calculator', arguments: { expression: '6.5 bar' } }, admin);
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, admin);
  await collect(await plant.events('conversations.chat', { id, message: 'What is the relief pressure of pump P-9?' }, admin));
  await plant.call('users.setRole', { id: personId, role: 'user' }, admin);
  const { token } = await plant.call<{ token: string }>('auth.signIn', { name: 'Ada', password: ADMIN_PASSWORD, tenant: 'Mill One' });
  records = (await plant.call<{ records: AuditRecord[] }>('audit.list', { limit: 500 }, { kind: 'session', token })).records;
});
afterAll(() => plant.close());

/** The newest end of an event: what says how it went. */
const ended = (event: AuditEvent): AuditRecord => {
  const found = records.find((record) => record.event === event && (record.outcome !== 'intent' || event === 'chat.request'));
  if (found === undefined) throw new Error(`${event} was not recorded`);
  return found;
};

test.each(REFERENCE)('%s is recorded with who, when, on what, for which call, and how it ended', (event) => {
  const record = ended(event);
  expect(record).toMatchObject({ correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/), requestHash: expect.stringMatching(/^[0-9a-f]{64}$/), resourceType: expect.any(String), operation: expect.stringMatching(/^\w+\.\w+$/) });
  expect(record.outcome).toBe(event.endsWith('denied') ? 'denied' : event === 'chat.request' ? 'intent' : 'ok');
  if (record.outcome !== 'intent') expect(record.latencyMs).toBeGreaterThanOrEqual(0);
  // Reading a document in is nobody's call: it goes on after who brought it has left.
  if (event !== 'doc.ingestion' && event !== 'auth.denied') expect(record.userId).not.toBeNull();
  if (!['doc.ingestion', 'auth.denied', 'auth.login'].includes(event)) expect(record.sessionId).not.toBeNull();
});

test('the records name the document and the person that were acted on', () => {
  for (const event of ['doc.ingestion', 'doc.access'] as const) expect(ended(event).resourceId, event).toBe(documentId);
  for (const event of ['admin.user_created', 'admin.role_changed'] as const) expect(ended(event).resourceId, event).toBe(personId);
});

test('a question and its answer share one reference, and the answer names its tool and the document', () => {
  const [question, answer] = [ended('chat.request'), ended('chat.response')];
  expect(answer).toMatchObject({ correlationId: question.correlationId, requestHash: question.requestHash, toolsUsed: ['search'], metadata: { documents: [documentId] } });
});
