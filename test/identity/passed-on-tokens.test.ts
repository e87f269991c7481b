import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Approval } from '#shared/contract/approvals.ts';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import type { ToolResult } from '#shared/contract/tools.ts';
import type { Credential } from '#core/pipeline/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import { filesHolding } from '#test/support/files-holding.ts';
import { type McpWebServer, startMcpWebServer } from '#test/support/mcp-web-server.ts';
import { type AccessTokens, accessTokensFor, refreshed } from '#test/support/oidc/access-tokens.ts';
import { ADMIN_PASSWORD, collect } from '#test/support/test-core.ts';
import { AUDIENCE, MINUTE, openSsoPlant, session, type SsoPlant } from './open-sso.ts';

const LATER = 'came without one';
const logged: string[] = [];
const keep = (...said: unknown[]): void => void logged.push(JSON.stringify(said));
const listening: Logger = { info: keep, warn: keep, error: keep };

let sso: SsoPlant;
/** Another system of the plant, which lets in whom the plant's provider vouches for, and says who that was. */
let erp: Server;
let erpAt: string;
let stores: McpWebServer;
let ada: AccessTokens;
let uma: AccessTokens;
/** Everything that was shown to the other systems. */
const shown: string[] = [];

/** Who a token is of, by the keys of the provider; null where it does not vouch for it, or not for here. */
async function bearerOf(authorization: string | undefined): Promise<string | null> {
  shown.push(authorization ?? '');
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
  const { issuer } = sso.provider;
  const currentDate = new Date(Date.now() + sso.time.ahead);
  return jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer, audience: AUDIENCE, typ: 'at+jwt', currentDate }).then(({ payload }) => payload.sub ?? null, () => null);
}

beforeAll(async () => {
  erp = createServer((request, response) => {
    void bearerOf(request.headers.authorization).then((who) => response.writeHead(who === null ? 401 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ who })));
  });
  await new Promise<void>((done) => erp.listen(0, '127.0.0.1', done));
  erpAt = `http://127.0.0.1:${(erp.address() as AddressInfo).port}`;
  stores = await startMcpWebServer();
  stores.admits = async (authorization) => (await bearerOf(authorization)) !== null;
  sso = await openSsoPlant({ outbound: [erpAt, stores.origin], logger: listening });
  // A program has a token of somebody who has signed in here before.
  for (const person of ['ada', 'uma']) await sso.signIn(person);
  [ada, uma] = [await accessTokensFor(sso.provider, 'ada', AUDIENCE), await accessTokensFor(sso.provider, 'uma', AUDIENCE)];
  const own = { kind: 'http', input: { type: 'object', properties: {} }, config: { url: `${erpAt}/me`, headers: { Authorization: 'Bearer {token}' } } };
  await sso.plant.call('tools.apply', { ...own, name: 'own_record', description: 'Says who asks.' }, sso.admin);
  await sso.plant.call('tools.apply', { ...own, name: 'own_order', description: 'Orders.', writes: true, config: { ...own.config, method: 'POST' } }, sso.admin);
  await sso.plant.call('mcp.add', { name: 'stores', source: { transport: 'http', url: stores.url, headers: { Authorization: 'Bearer {token}' } } }, sso.admin);
  await sso.plant.call('agents.apply', { name: 'clerk', title: 'Clerk', description: 'Looks up.', prompt: 'Look up.', tools: ['own_record', 'stores__look'], roles: ['admin', 'user'] }, sso.admin);
});
afterAll(async () => {
  await sso.close();
  await stores.close();
  await new Promise((done) => erp.close(done));
});
beforeEach(() => {
  sso.time.ahead = 0;
});

const as = ({ access }: AccessTokens): Credential => session(access);
const given = (tool: string): object => (tool === 'stores__look' ? { shelf: '4' } : {});
const tried = (name: string, who: Credential) => sso.plant.call<ToolResult>('tools.test', { name, arguments: given(name) }, who);
/** What the agent was given, asked as somebody who may not try tools out. */
async function through(tool: string, who: Credential): Promise<{ status: string; note: string } | undefined> {
  const events = await collect(await sso.plant.events<ChatEvent>('conversations.ask', { question: 'Who am I?', agent: 'clerk', given: { tool, arguments: given(tool) } }, who));
  const last = events.at(-1);
  return last?.type === 'answer' ? last.message.agent?.steps[0] : undefined;
}

describe('the token that somebody came with', () => {
  test('goes to another system, which knows by it who asks', async () => {
    expect(await tried('own_record', as(ada))).toMatchObject({ status: 'ok', output: { who: 'ada' } });
    expect(shown.at(-1)).toBe(`Bearer ${ada.access}`);
    expect(await through('own_record', as(uma))).toMatchObject({ status: 'ok', note: expect.stringContaining('uma') as string });
  });

  test('goes to an MCP server with every request, and nobody is asked for in the session of another', async () => {
    const { hash } = await sso.plant.call<{ hash: string }>('mcp.discover', { name: 'stores' }, as(ada));
    await sso.plant.call('mcp.approve', { name: 'stores', hash, readOnly: ['look'] }, as(ada));
    const before = stores.requests.length;
    expect(await tried('stores__look', as(ada))).toMatchObject({ status: 'ok' });
    expect(await through('stores__look', as(uma))).toMatchObject({ status: 'ok' });
    const requests = stores.requests.slice(before);
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${ada.access}`, `Bearer ${uma.access}`]));
    for (const ofSession of Map.groupBy(requests.filter((request) => request.session !== ''), (request) => request.session).values()) expect(new Set(ofSession.map(({ authorization }) => authorization)).size).toBe(1);
  });

  test('that was renewed is the one that goes on', async () => {
    const next = await refreshed(sso.provider, uma, AUDIENCE);
    expect(next.access).not.toBe(uma.access);
    expect(await through('own_record', as(next))).toMatchObject({ status: 'ok', note: expect.stringContaining('uma') as string });
    expect(shown.at(-1)).toBe(`Bearer ${next.access}`);
  });

  test('that is over lets nobody in here, so that nothing is asked with it there', async () => {
    const before = shown.length;
    sso.time.ahead = 11 * MINUTE;
    await expect(tried('own_record', as(ada))).rejects.toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    await expect(through('stores__look', as(uma))).rejects.toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    expect(shown.length).toBe(before);
  });

  test('is not kept for a call that waits: approved later, it says that there is none', async () => {
    const before = shown.length;
    const waits = await tried('own_order', as(ada));
    if (waits.status !== 'waiting') throw new Error(waits.status);
    await sso.plant.call('approvals.approve', { id: waits.approval, password: ADMIN_PASSWORD }, sso.admin);
    const ended = () => sso.plant.call<Approval>('approvals.show', { id: waits.approval }, as(ada));
    await expect.poll(async () => (await ended()).state, { timeout: 20_000 }).toBe('failed');
    expect((await ended()).outcome?.sentence).toContain(LATER);
    expect(shown.length).toBe(before);
  });
});

test.each(['signed in with a password', 'signed in at the provider in a browser', 'with a key'])('somebody %s has no token to pass on, and is told so', async (how) => {
  const who = how.includes('password') ? sso.admin : how.includes('browser') ? session((await sso.signIn('ada')).token) : await keyOfAdmin();
  const before = shown.length;
  for (const tool of ['own_record', 'stores__look']) expect(await tried(tool, who)).toMatchObject({ status: 'failed', sentence: expect.stringContaining(LATER) as string });
  expect(shown.length).toBe(before);
});

async function keyOfAdmin(): Promise<Credential> {
  const { user } = await sso.plant.call<{ user: { id: string } }>('auth.whoami', {}, sso.admin);
  return { kind: 'key', key: (await sso.plant.call<{ key: string }>('apikeys.create', { userId: user.id, name: 'program', scopes: ['tools:use', 'tools:manage'], expiresAt: null }, sso.admin)).key };
}

test('no token stands in the log, the record, a conversation or anywhere on the disk', async () => {
  const told = JSON.stringify([await sso.plant.call('audit.list', { limit: 500 }, sso.admin), await sso.plant.call('tools.list', {}, sso.admin), await sso.plant.call('mcp.list', {}, sso.admin)]);
  await sso.plant.core.close();
  for (const { access } of [ada, uma]) {
    const signature = access.split('.')[2] ?? '';
    expect(signature.length).toBeGreaterThan(100);
    expect(told).not.toContain(signature);
    expect(logged.join('\n')).not.toContain(signature);
    expect(await filesHolding(sso.plant.dataDirectory, signature)).toMatchObject({ holding: [] });
  }
  await sso.plant.restart();
});
