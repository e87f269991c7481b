import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import { LABELS, type Permission, ROLES } from '#shared/contract/permissions.ts';
import { ToolDefinition } from '#shared/contract/tools.ts';
import type { AuditEntry } from '#core/audit/index.ts';
import { createCircuitBreaker } from '#core/models/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { createSlidingWindow, NO_OWN_PATTERNS } from '#core/policy/index.ts';
import { createJsonSchemas } from '#adapters/ajv/create-json-schemas.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import type { ApprovalDesk, ApprovalWanted } from './approval-desk.ts';
import { createKindTable } from './kind-table.ts';
import { createToolRanking } from './rank-tools.ts';
import type { ToolOutcome, ToolRequest } from './tool-call.ts';
import { createToolGateway } from './tool-gateway.ts';
import type { ToolInvocation } from './tool-kind.ts';
import type { KeptTool } from './tool-store.ts';

const crypto = createNodeCrypto();
const clock = createSystemClock();
const NAMES = ['get_stock', 'set_order', 'read_db'] as const;
const AGENTS = ['stock', 'orders'] as const;

/** A desk that keeps what the port promises: an approval is for one person and one call, and is used up. */
function createDesk() {
  const requests = new Map<string, { userId: string; hash: string; approved: boolean; used: boolean }>();
  const desk: ApprovalDesk = {
    async request({ principal }, { argumentsHash }) {
      const id = crypto.uuid();
      requests.set(id, { userId: principal.userId, hash: argumentsHash, approved: false, used: false });
      return id;
    },
    async redeem({ principal }, grant, { argumentsHash }: ApprovalWanted) {
      const found = requests.get(grant);
      if (!found?.approved || found.used || found.userId !== principal.userId || found.hash !== argumentsHash) throw new MillwrightError('FORBIDDEN', 'This approval is not for this call.');
      found.used = true;
    },
    ended: async () => undefined,
  };
  return { desk, requests };
}

function principalOf(userId: string, more: Partial<Principal>): Principal {
  return {
    tenantId: 'one', tenantName: 'One', tenantSlug: 'one', userId, userName: userId, role: 'user', clearance: 'internal', askRate: null, sessionId: null, expiresAt: null, via: 'session',
    signedIn: { method: 'local', rolesAsOf: null, locked: false }, ...more,
  };
}

const callOf = (principal: Principal): Call<Principal> => ({ principal, signal: new AbortController().signal, correlationId: crypto.uuid(), caller: 'test', note: () => undefined });

function openGateway(approvals: 'desk' | 'none', agentTools: Map<string, readonly string[]> = new Map(), run: (invocation: ToolInvocation) => unknown = () => ({ done: true }), write?: (entry: AuditEntry) => Promise<void>) {
  const tools = new Map<string, KeptTool>();
  const records: AuditEntry[] = [];
  const runs: { tool: string; userId: string; recorded: boolean }[] = [];
  const { desk, requests } = createDesk();
  const gateway = createToolGateway({
    store: { find: async (_, name) => tools.get(name), list: async () => [...tools.values()] },
    kinds: createKindTable([{
      kind: 'http', check: () => undefined, problem: () => null, leavesMachine: ({ config }) => config['away'] === true,
      async run(invocation) {
        const { definition, call } = invocation;
        const recorded = records.some(({ outcome, correlationId }) => outcome === 'intent' && correlationId === call.correlationId);
        runs.push({ tool: definition.name, userId: call.principal.userId, recorded });
        return { output: await run(invocation) };
      },
    }]),
    schemas: createJsonSchemas(), window: createSlidingWindow(), breaker: createCircuitBreaker(clock), clock, crypto, ranking: createToolRanking(() => null),
    agentTools: async (_, agent) => agentTools.get(agent) ?? null,
    personalData: async () => ({ mode: 'off', kinds: [], passages: false, own: NO_OWN_PATTERNS }),
    desk: () => (approvals === 'desk' ? desk : null),
    secrets: { keyedHash: (text, purpose) => crypto.sha256(`${purpose}\n${text}`) },
    toolSecrets: { open: async () => null },
    trail: { within: async () => undefined, write: write ?? (async (entry) => void records.push(entry)), later: (entry) => void records.push(entry), healthy: () => true, flush: async () => undefined, heads: () => new Map() },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
  });
  return { gateway, tools, records, runs, requests };
}

function toolOf(name: string, more: Record<string, unknown>): KeptTool {
  const definition = ToolDefinition.parse({
    name, kind: 'builtin', description: name, input: { type: 'object', properties: { article: { type: 'string', maxLength: 20 } }, required: ['article'] }, limits: { perMinute: 1_000 }, ...more, config: {},
  });
  return { id: crypto.uuid(), origin: 'plant', version: 1, changedAt: null, definition: { ...definition, kind: 'http', config: { away: more['away'] === true } } };
}

const request = (more: Partial<ToolRequest>): ToolRequest => ({ tool: 'get_stock', arguments: { article: 'P-9' }, agent: null, conversationId: null, requestedBy: 'person', why: '', ...more });

/** Mostly what opens the gates, so that each of them is often the only one that is shut. */
function mostly<T>(usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const anyTool = fc.record({
  minimumRole: mostly('viewer', ['user', 'admin']), writes: fc.boolean(), approval: mostly<'standard' | 'always' | 'trusted'>('standard', ['always', 'trusted']), label: mostly('public', LABELS), enabled: mostly(true, [false]), away: fc.boolean(),
}).map((set) => (set.writes && set.approval === 'trusted' ? { ...set, approval: 'standard' as const } : set));
const anyPerson = fc.record({
  userId: mostly('ada', ['ben']), role: mostly('admin', ROLES), clearance: mostly('restricted', LABELS), scopes: mostly<readonly Permission[] | null>(null, [[], ['tools:use'], ['search:query']]),
});
const anyCall = fc.record({
  kind: fc.constant('call' as const), who: anyPerson, tool: mostly<string>('get_stock', [...NAMES, 'nothing']), agent: mostly<string | null>(null, [...AGENTS, 'nobody']), by: fc.constantFrom('person' as const, 'data' as const),
  article: mostly<unknown>('P-9', ['P-1', 7, 'x'.repeat(30)]), extra: mostly(false, [true]), grant: fc.option(fc.nat(3)),
});
const anyStep = fc.oneof(
  { weight: 6, arbitrary: anyCall },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('approve' as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('apply' as const), tool: fc.constantFrom(...NAMES), set: anyTool }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('allow' as const), agent: fc.constantFrom(...AGENTS), tools: fc.subarray([...NAMES]) }) },
);

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
type CallStep = Extract<Step, { kind: 'call' }>;

const RANK = { viewer: 0, user: 1, admin: 2, auditor: -1 } as const;

/** What may run, said again in other words than the gates say it. */
function mayRun({ who, agent, tool, article, extra }: CallStep, set: Record<string, unknown> | undefined, agents: Map<string, readonly string[]>): boolean {
  if (set === undefined || set['enabled'] !== true || who.role === 'auditor') return false;
  if (who.scopes !== null && !who.scopes.includes('tools:use')) return false;
  if (RANK[who.role] < RANK[set['minimumRole'] as keyof typeof RANK] || (set['writes'] === true && who.role === 'viewer')) return false;
  if (LABELS.indexOf(set['label'] as (typeof LABELS)[number]) > LABELS.indexOf(who.clearance)) return false;
  if (agent !== null && !(agents.get(agent) ?? []).includes(tool)) return false;
  return typeof article === 'string' && article.length <= 20 && !extra;
}

test('no sequence of calls, changes and approvals lets a caller do what they may not', async () => {
  await fc.assert(
    fc.asyncProperty(mostly(true, [false]), fc.tuple(anyTool, anyTool, anyTool), fc.array(anyStep, { minLength: 1, maxLength: 40 }), async (withDesk, first, more) => {
      const steps: Step[] = [...NAMES.map((tool, at) => ({ kind: 'apply' as const, tool, set: first[at] as (typeof first)[0] })), ...more];
      const agents = new Map<string, readonly string[]>();
      const { gateway, tools, runs, requests, records } = openGateway(withDesk ? 'desk' : 'none', agents);
      const sets = new Map<string, Record<string, unknown>>();
      const waiting: { id: string; userId: string; tool: string; article: unknown; version: number; used: boolean }[] = [];
      let version = 0;
      for (const step of steps) {
        if (step.kind === 'apply') {
          version += 1;
          sets.set(step.tool, { ...step.set, version });
          tools.set(step.tool, { ...toolOf(step.tool, step.set), version });
        } else if (step.kind === 'allow') agents.set(step.agent, step.tools);
        else if (step.kind === 'approve') {
          const found = requests.get(waiting[step.which]?.id ?? '');
          if (found) found.approved = true;
        } else {
          const { who, tool, agent, by, article, extra } = step;
          const principal = principalOf(who.userId, { role: who.role, clearance: who.clearance, ...(who.scopes === null ? {} : { via: 'key', key: { id: 'key', scopes: who.scopes } }) });
          const set = sets.get(tool);
          const granted = step.grant === null ? undefined : waiting[step.grant];
          const before = runs.length;
          const call = callOf(principal);
          const outcome: ToolOutcome = await gateway.call(call, request({ tool, agent, requestedBy: by, arguments: { article, ...(extra ? { tenant: 'two' } : {}) }, grant: granted?.id ?? null }), call.signal);
          const permitted = mayRun(step, set, agents);
          const needs = set !== undefined && (set['writes'] === true || set['approval'] === 'always' || (set['away'] === true && set['approval'] !== 'trusted' && by === 'data'));
          const approved = granted !== undefined && !granted.used && requests.get(granted.id)?.approved === true && granted.userId === who.userId && granted.tool === tool && granted.article === article && granted.version === set?.['version'];
          const without = needs ? (withDesk ? 'waiting' : 'refused') : 'ok';
          const expected = !permitted ? 'refused' : granted === undefined ? without : withDesk && approved ? 'ok' : 'refused';
          expect(outcome.status).toBe(expected);
          expect(runs.slice(before)).toEqual(expected === 'ok' ? [{ tool, userId: who.userId, recorded: true }] : []);
          if (expected === 'ok' && granted) granted.used = true;
          if (outcome.status === 'waiting') waiting.push({ id: outcome.approval, userId: who.userId, tool, article, version: Number(set?.['version']), used: false });
          const ends = records.filter(({ correlationId, outcome: end }) => correlationId === call.correlationId && end !== 'intent');
          expect(ends).toHaveLength(1);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('a call for which nobody can be asked is refused where somebody would have to be, and leaves no request', async () => {
  const { gateway, tools, runs, requests } = openGateway('desk');
  const outcome = async (set: Record<string, unknown>, requestedBy: 'person' | 'data') => {
    tools.set('get_stock', toolOf('get_stock', set));
    const call = callOf(principalOf('ben', {}));
    return (await gateway.call(call, request({ requestedBy, neverWaits: true }), call.signal)).status;
  };
  expect(await outcome({ away: true }, 'person')).toBe('ok');
  expect(await outcome({ away: true, approval: 'trusted' }, 'data')).toBe('ok');
  expect(await outcome({}, 'data')).toBe('ok');
  expect(await outcome({ away: true }, 'data')).toBe('refused');
  expect(await outcome({ writes: true }, 'person')).toBe('refused');
  expect(await outcome({ approval: 'always' }, 'person')).toBe('refused');
  expect([runs.length, requests.size]).toEqual([3, 0]);
});

test('what is offered is what may be called, at most five, those that fit the question first', async () => {
  const { gateway, tools } = openGateway('none');
  for (const [name, description] of [['get_stock', 'How many pieces of an article are in the store'], ['get_debt', 'What a customer owes'], ['get_weather', 'The weather'], ['get_shift', 'Who is on shift'], ['get_alarm', 'Alarms of a unit'], ['get_trend', 'A trend of a tag'], ['get_secret', 'What nobody sees']]) {
    tools.set(name ?? '', toolOf(name ?? '', { description, ...(name === 'get_secret' ? { label: 'restricted' } : {}) }));
  }
  const ben = principalOf('ben', {});
  expect((await gateway.offered(ben, { question: 'What does customer 417 owe us?' })).map(({ name }) => name)).toHaveLength(5);
  expect((await gateway.offered(ben, { question: 'What does customer 417 owe us?' }))[0]?.name).toBe('get_debt');
  expect((await gateway.offered(ben, { question: 'secret', allowed: ['get_secret', 'get_stock'] })).map(({ name }) => name)).toEqual(['get_stock']);
  expect(await gateway.offered(principalOf('aud', { role: 'auditor' }), { question: 'stock' })).toEqual([]);
});

test('a tool that never answers, or whose caller leaves, is given up whatever it does', async () => {
  const { gateway, tools, records } = openGateway('none', new Map(), () => new Promise(() => undefined));
  tools.set('get_stock', toolOf('get_stock', { limits: { seconds: 0.1, perMinute: 100 } }));
  const call = callOf(principalOf('ben', {}));
  expect(await gateway.call(call, request({}), call.signal)).toMatchObject({ status: 'failed', sentence: 'The tool gave no result within 0.1 seconds.' });
  const leaving = new AbortController();
  const left = gateway.call(call, request({}), leaving.signal);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(records.map(({ outcome }) => outcome)).toEqual(['intent', 'failed', 'intent', 'cancelled']);
});

test('a call that cannot be recorded does not run where it would change something', async () => {
  const { gateway, tools, runs } = openGateway('none', new Map(), () => 1, async () => Promise.reject(new MillwrightError('AUDIT_UNAVAILABLE')));
  tools.set('get_stock', toolOf('get_stock', { away: true }));
  const call = callOf(principalOf('ben', {}));
  await expect(gateway.call(call, request({}), call.signal)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect(runs).toEqual([]);
});
