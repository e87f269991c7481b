import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ERRORS, type ErrorCode } from '#shared/contract/errors.ts';
import { LABELS, type Label, type Permission, type Role } from '#shared/contract/permissions.ts';
import { CallFailed, type Credential } from '#core/pipeline/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { ADMIN_PASSWORD, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const OPERATIONS = 10_000;
const PER_ROUND = 50;
const PLANTS = 3;
/** For a machine that has much else to do; never decides anything. */
const PATIENCE_MS = 900_000;
/** Simulated time a call takes, so that the limits on calls a minute, which are not what is tested, are not met. */
const STEP_MS = 100;

/** The model: written down independently of the matrix, from docs/security-model.md. */
const MAY: Record<Role, readonly Permission[]> = {
  admin: ['conversations:use', 'conversations:break-glass', 'documents:read', 'documents:manage', 'search:query', 'knowledge:manage', 'audit:read-own', 'audit:read-all', 'policy:manage', 'privacy:manage', 'prompts:manage', 'users:manage', 'system:read'],
  user: ['conversations:use', 'documents:read', 'search:query', 'audit:read-own', 'system:read'],
  viewer: ['conversations:use', 'documents:read', 'search:query', 'system:read'],
  auditor: ['audit:read-own', 'audit:read-all', 'system:read'],
};

interface Person { id: string; role: Role; active: boolean; session: Credential; ended: boolean; name: string }
interface Plant { n: number; id: string; name: string; active: boolean; people: Person[]; documents: { id: string; label: Label }[]; conversations: { id: string; person: Person }[]; keys: Key[]; collections: string[]; words: string[] }
interface Key { id: string; credential: Credential; person: Person; scopes: readonly Permission[]; revoked: boolean }
interface Caller { plant: Plant; person: Person; key: Key | null }
type Expected = { code: ErrorCode } | { ids: readonly string[] } | 'ok';

let core: TestCore;
let operator: Credential;
const plants: Plant[] = [];
let elapsed = 0;

beforeAll(async () => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + elapsed);
  core = await openTestCore(await freshDataDirectory());
  operator = await setUpPlant(core);
  for (let n = 0; n < PLANTS; n += 1) plants.push(await fill(n));
}, PATIENCE_MS);
afterAll(async () => {
  vi.restoreAllMocks();
  await core.close();
});

async function signIn(plant: string, name: string): Promise<Credential> {
  return session((await core.call<{ token: string }>('auth.signIn', { tenant: plant, name, password: ADMIN_PASSWORD })).token);
}

async function fill(n: number): Promise<Plant> {
  const name = `canary-${n} works`;
  const { id } = await core.call<{ id: string }>('tenants.add', { name, admin: `canary-${n} admin`, password: ADMIN_PASSWORD }, operator);
  const admin = await signIn(name, `canary-${n} admin`);
  const me = await core.call<{ user: { id: string } }>('auth.whoami', {}, admin);
  const people: Person[] = [{ id: me.user.id, role: 'admin', active: true, session: admin, ended: false, name: `canary-${n} admin` }];
  for (const role of ['user', 'viewer'] as const) {
    const added = await core.call<{ id: string }>('users.add', { name: `canary-${n} ${role}`, role, password: ADMIN_PASSWORD }, admin);
    people.push({ id: added.id, role, active: true, session: await signIn(name, `canary-${n} ${role}`), ended: false, name: `canary-${n} ${role}` });
  }
  // Who may see a document does not rest on how far it is read.
  await core.call('queue.pause', { paused: true }, admin);
  const plant: Plant = { n, id, name, active: true, people, documents: [], conversations: [], keys: [], collections: [], words: [] };
  plant.collections.push((await core.call<{ id: string }>('collections.create', { name: `canary-${n} collection` }, admin)).id);
  plant.words.push((await core.call<{ id: string }>('vocabulary.save', { term: `canary-${n} word`, means: ['a pump'] }, admin)).id);
  await core.call('personalData.save', { mode: 'warn', kinds: [], patterns: [{ name: `canary-${n} badge`, pattern: 'MW-1' }], passages: false }, admin);
  await core.call('guardrails.save', { support: 'mark', leastShare: 80, blocklist: [{ kind: 'words', text: `canary-${n} secret`, action: 'mask' }] }, admin);
  for (const label of LABELS) {
    const { document } = await core.call<{ document: { id: string } }>('documents.upload', { filename: `canary-${n} ${label}.txt`, content: streamOf(`The canary-${n} ${label} pump runs.`), label }, admin);
    plant.documents.push({ id: document.id, label });
  }
  for (const person of people) {
    plant.conversations.push({ id: (await core.call<{ id: string }>('conversations.create', { title: `canary-${n} talk` }, person.session)).id, person });
    const scopes: Permission[] = person.role === 'admin' ? ['users:manage', 'system:read'] : ['documents:read'];
    const { key, about } = await core.call<{ key: string; about: { id: string } }>('apikeys.create', { name: `canary-${n} key`, scopes }, person.session);
    plant.keys.push({ id: about.id, credential: { kind: 'key', key }, person, scopes, revoked: false });
  }
  return plant;
}

function barred({ plant, person, key }: Caller, permission: Permission): { code: ErrorCode } | null {
  if (!plant.active || !person.active || key?.revoked) return { code: 'UNAUTHENTICATED' };
  if (!key && person.ended) return { code: 'SESSION_EXPIRED' };
  return MAY[person.role].includes(permission) && (key?.scopes.includes(permission) ?? true) ? null : { code: 'FORBIDDEN' };
}

const sees = (role: Role, label: Label): boolean => role !== 'viewer' || label !== 'restricted';
const everyone = (): Person[] => plants.flatMap(({ people }) => people);

interface Kind {
  operation: string;
  permission: Permission;
  input(pick: number): object;
  expected(caller: Caller, input: { id?: string }): Expected;
  /** The ids in an answer. */
  ids?(value: never): string[];
}

const target = (all: readonly string[], pick: number): string => (pick % 7 === 0 ? randomUUID() : (all[pick % all.length] ?? ''));
const document = (pick: number): { id: string } => ({ id: target(plants.flatMap((plant) => plant.documents.map(({ id }) => id)), pick) });
const conversation = (pick: number): { id: string } => ({ id: target(plants.flatMap((plant) => plant.conversations.map(({ id }) => id)), pick) });
const readable = ({ plant, person }: Caller) => plant.documents.filter(({ label }) => sees(person.role, label)).map(({ id }) => id);
const oneDocument = (caller: Caller, { id }: { id?: string }): Expected => (readable(caller).includes(id ?? '') ? 'ok' : { code: 'DOCUMENT_NOT_FOUND' });
/** Nobody reads another's this way, admins included: that is breaking the glass. */
const oneConversation = ({ plant, person }: Caller, { id }: { id?: string }): Expected => (plant.conversations.some((each) => each.id === id && each.person === person) ? 'ok' : { code: 'CONVERSATION_NOT_FOUND' });
/** An admin, by themselves, what is another's of the plant. */
const anothers = ({ plant, person }: Caller, { id }: { id?: string }): Expected => (plant.conversations.some((each) => each.id === id && each.person !== person) ? 'ok' : { code: 'CONVERSATION_NOT_FOUND' });
/** What is known of a person, to who answers for the plant's people. */
const onePerson = ({ plant }: Caller, { id }: { id?: string }): Expected => (plant.people.some((each) => each.id === id) ? 'ok' : { code: 'USER_NOT_FOUND' });
const idsOf = (list: string) => (value: Record<string, { id: string }[]>): string[] => (value[list] ?? []).map(({ id }) => id);

const KINDS: Kind[] = [
  { operation: 'documents.get', permission: 'documents:read', input: document, expected: oneDocument },
  { operation: 'documents.text', permission: 'documents:read', input: document, expected: oneDocument },
  { operation: 'revisions.list', permission: 'documents:read', input: document, expected: oneDocument },
  { operation: 'documents.list', permission: 'documents:read', input: () => ({}), expected: (caller) => ({ ids: readable(caller) }), ids: idsOf('documents') },
  { operation: 'conversations.get', permission: 'conversations:use', input: conversation, expected: oneConversation },
  { operation: 'conversations.breakGlass', permission: 'conversations:break-glass', input: (pick) => ({ ...conversation(pick), reason: 'to find out what happened' }), expected: anothers },
  { operation: 'conversations.list', permission: 'conversations:use', input: () => ({}), expected: ({ plant, person }) => ({ ids: plant.conversations.filter((each) => each.person === person).map(({ id }) => id) }), ids: idsOf('conversations') },
  { operation: 'users.list', permission: 'users:manage', input: () => ({}), expected: ({ plant }) => ({ ids: plant.people.map(({ id }) => id) }), ids: idsOf('users') },
  { operation: 'apikeys.list', permission: 'users:manage', input: () => ({}), expected: ({ plant }) => ({ ids: plant.keys.map(({ id }) => id) }), ids: idsOf('keys') },
  { operation: 'apikeys.mine', permission: 'system:read', input: () => ({}), expected: ({ plant, person }) => ({ ids: plant.keys.filter((key) => key.person === person).map(({ id }) => id) }), ids: idsOf('keys') },
  { operation: 'documents.outline', permission: 'documents:read', input: document, expected: oneDocument },
  { operation: 'documents.original', permission: 'documents:read', input: document, expected: oneDocument },
  { operation: 'search.query', permission: 'search:query', input: (pick) => ({ query: `canary-${pick % PLANTS} pump` }), expected: () => 'ok' },
  { operation: 'collections.list', permission: 'documents:read', input: () => ({}), expected: ({ plant }) => ({ ids: plant.collections }), ids: idsOf('collections') },
  { operation: 'vocabulary.list', permission: 'search:query', input: () => ({}), expected: ({ plant }) => ({ ids: plant.words }), ids: ({ entries }: { entries: { id: string; term: string }[] }) => entries.filter(({ term }) => term.startsWith('canary-')).map(({ id }) => id) },
  { operation: 'audit.list', permission: 'audit:read-own', input: () => ({ limit: 10 }), expected: () => 'ok' },
  { operation: 'audit.people', permission: 'audit:read-all', input: () => ({}), expected: () => 'ok' },
  { operation: 'privacy.holdings', permission: 'privacy:manage', input: (pick) => ({ id: target(everyone().map(({ id }) => id), pick) }), expected: onePerson },
  { operation: 'sessions.list', permission: 'users:manage', input: () => ({}), expected: () => 'ok' },
  { operation: 'openings.mine', permission: 'system:read', input: () => ({}), expected: () => 'ok' },
  { operation: 'personalData.get', permission: 'policy:manage', input: () => ({}), expected: () => 'ok' },
  { operation: 'guardrails.get', permission: 'policy:manage', input: () => ({}), expected: () => 'ok' },
  { operation: 'guardrails.violations', permission: 'policy:manage', input: () => ({}), expected: () => 'ok' },
  { operation: 'policy.get', permission: 'policy:manage', input: () => ({}), expected: () => 'ok' },
  { operation: 'prompts.list', permission: 'prompts:manage', input: () => ({}), expected: () => 'ok' },
  { operation: 'tenants.list', permission: 'platform:operate', input: () => ({}), expected: () => ({ code: 'FORBIDDEN' }) },
  { operation: 'auth.whoami', permission: 'system:read', input: () => ({}), expected: () => 'ok' },
];

/** Calls and compares with the model; resolves to what is wrong, or null. */
async function check(kind: Kind, caller: Caller, pick: number): Promise<string | null> {
  const input = kind.input(pick);
  const expected = barred(caller, kind.permission) ?? kind.expected(caller, input);
  elapsed += STEP_MS;
  const about = `${kind.operation} ${JSON.stringify(input)} by ${caller.person.name} ${caller.key ? 'with a key' : ''}`;
  try {
    const value = await core.call<never>(kind.operation, input, caller.key?.credential ?? caller.person.session);
    if (typeof expected === 'object' && 'code' in expected) return `${about}: allowed, not ${expected.code}`;
    if (foreign(JSON.stringify(value), caller.plant)) return `${about}: shows another plant's content`;
    const ids = typeof expected === 'object' ? [kind.ids?.(value).toSorted().join(), expected.ids.toSorted().join()] : [];
    return ids[0] === ids[1] ? null : `${about}: ${ids[0]} and not ${ids[1]}`;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const { correlationId: _, ...body } = error.body();
    if (foreign(JSON.stringify(body), caller.plant)) return `${about}: the refusal names another plant's content`;
    const code = typeof expected === 'object' && 'code' in expected ? expected.code : 'ok';
    // What is not there and what is not yours: the same bytes, whatever was asked for.
    const alike = !code.endsWith('_NOT_FOUND') || JSON.stringify(body) === JSON.stringify({ code, message: ERRORS[code as ErrorCode][1] });
    return body.code === code && alike ? null : `${about}: ${JSON.stringify(body)} and not ${code}`;
  }
}

function foreign(text: string, { n }: Plant): boolean {
  return [...text.matchAll(/canary-(\d+)/g)].some(([, plant]) => Number(plant) !== n);
}

/** Something that changes who may see what, done in the product and in the model. */
async function change(kind: number, pick: number): Promise<void> {
  const plant = plants[pick % PLANTS] as Plant;
  const [admin, ...others] = plant.people as [Person, ...Person[]];
  const person = others[pick % others.length] as Person;
  elapsed += STEP_MS;
  if (kind === 0) {
    plant.active = !plant.active;
    await core.call(plant.active ? 'tenants.resume' : 'tenants.suspend', { id: plant.id, reason: 'a test' }, operator);
  }
  if (!plant.active) return;
  if (kind === 1) {
    person.role = (['admin', 'user', 'viewer'] as const)[pick % 3] as Role;
    await core.call('users.setRole', { id: person.id, role: person.role }, admin.session);
  }
  if (kind === 2) {
    const document = plant.documents[pick % plant.documents.length];
    const label = LABELS[(pick >> 3) % LABELS.length] as Label;
    if (document) await core.call('documents.change', { id: document.id, label }, admin.session);
    if (document) document.label = label;
  }
  if (kind === 3 && person.active) {
    [person.active, person.ended] = [false, true];
    await core.call('users.setActive', { id: person.id, active: false }, admin.session);
  } else if (kind === 3) {
    person.active = true;
    await core.call('users.setActive', { id: person.id, active: true }, admin.session);
    if (pick % 2 === 0) [person.session, person.ended] = [await signIn(plant.name, person.name), false];
  }
  if (kind === 4) {
    const key = plant.keys[pick % plant.keys.length];
    const outsider = plants[(plant.n + 1) % PLANTS] as Plant;
    if (outsider.active && key) await expect(core.call('apikeys.revoke', { id: key.id }, outsider.people[0]?.session)).rejects.toThrow(ERRORS.KEY_NOT_FOUND[1]);
    if (key && pick % 5 === 0) {
      key.revoked = true;
      await core.call('apikeys.revoke', { id: key.id }, admin.session);
    }
  }
}

const round = fc.record({
  change: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.nat({ max: 1_000_000 })),
  calls: fc.array(fc.record({ kind: fc.nat({ max: KINDS.length - 1 }), person: fc.nat({ max: 1_000 }), byKey: fc.boolean(), pick: fc.nat({ max: 1_000_000 }) }), { minLength: PER_ROUND, maxLength: PER_ROUND }),
});

test(`${OPERATIONS} random calls of random people show each exactly what is theirs to see`, async () => {
  let calls = 0;
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(round, async ({ change: [what, pick], calls: drawn }) => {
      await change(what, pick);
      const wrong = await Promise.all(
        drawn.map(async ({ kind, person: n, byKey, pick: at }) => {
          const person = everyone()[n % everyone().length] as Person;
          const plant = plants.find(({ people }) => people.includes(person)) as Plant;
          const key = byKey ? (plant.keys.find((each) => each.person === person) ?? null) : null;
          const chosen = KINDS[kind] as Kind;
          seen.set(chosen.operation, (seen.get(chosen.operation) ?? 0) + 1);
          return check(chosen, { plant, person, key }, at);
        }),
      );
      calls += drawn.length;
      expect(wrong.filter((each) => each !== null)).toEqual([]);
    }),
    // The world goes on from round to round, so a smaller one would not fail the same way.
    { numRuns: OPERATIONS / PER_ROUND, endOnFailure: true },
  );
  expect(calls).toBe(OPERATIONS);
  expect(seen.size).toBe(KINDS.length);
}, PATIENCE_MS);
