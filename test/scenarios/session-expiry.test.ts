import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { createApiKeys, createAuthenticate, createSessions, insertUser } from '#core/identity/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import { sql } from '#core/ports/sql.ts';
import { openTestDatabase, type TestDatabase } from '#test/database/open-test-database.ts';

const MINUTE = 60_000;
const tenantId = randomUUID();
const userId = randomUUID();
const crypto = createNodeCrypto();
let now = Date.now();
const clock: Clock = { now: () => new Date(now), elapsed: () => now };
let opened: TestDatabase;

beforeAll(async () => {
  opened = await openTestDatabase();
  await opened.database.withSystem(async (tx) => {
    await tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${tenantId}, 'Mill', 'mill')`);
    await insertUser(tx, { id: userId, tenantId, name: 'Ada', role: 'user', hash: 'x', now: new Date(now) });
  });
});
afterAll(() => opened.dispose());

function services() {
  const sessions = createSessions({ database: opened.database, clock, crypto });
  const nobody = { roles: { consider: () => undefined }, byBearer: () => Promise.reject(new Error('no bearer tokens here')) };
  return { sessions, authenticate: createAuthenticate({ keys: createApiKeys({ database: opened.database, clock, crypto }), database: opened.database, sessions, crypto, clock, ...nobody }) };
}

let token: string;
beforeEach(async () => {
  token = (await services().sessions.open(tenantId, userId)).token;
});

const use = () => services().authenticate({ kind: 'session', token });

test('a session that is used goes on, but never longer than twelve hours', async () => {
  for (let hours = 0; hours < 11; hours++) {
    now += 60 * MINUTE;
    expect(await use()).toMatchObject({ userId, via: 'session' });
  }
  now += 61 * MINUTE;
  await expect(use()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
});

test('a session nobody uses for two hours has ended', async () => {
  now += 119 * MINUTE;
  expect(await use()).toMatchObject({ userId });
  now += 121 * MINUTE;
  await expect(use()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
});

test('a session that is only looked at, as for a stream that stays open, is not used by that', async () => {
  const look = () => services().authenticate({ kind: 'session', token }, { inUse: false });
  for (let half = 0; half < 4; half++) {
    expect(await look()).toMatchObject({ userId });
    now += 30 * MINUTE;
  }
  now += MINUTE;
  await expect(look()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
});

test('the token itself is nowhere in the database', async () => {
  const rows = await opened.database.withSystem((tx) => tx.rows<{ token_hash: string }>(sql`SELECT token_hash FROM sessions`));
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows.map((row) => row.token_hash)).toContain(crypto.sha256(token));
});
