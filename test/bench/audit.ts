import { execFile } from 'node:child_process';
import { hash, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLines } from '#adapters/audit-check/read-lines.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createArgon2Hasher } from '#adapters/crypto/create-argon2-hasher.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { createPgliteDatabase, type PgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { createKeyFileSecrets } from '#adapters/secrets/create-key-file-secrets.ts';
import { type AuditTrail, createAuditTrail } from '#core/audit/index.ts';
import { createPipeline, type Credential, type Pipeline, type Principal } from '#core/pipeline/index.ts';
import { createSlidingWindow, policyHandlers } from '#core/policy/index.ts';
import { sql } from '#core/ports/sql.ts';
import { MIGRATIONS, silent } from '#test/database/open-test-database.ts';
import { ADMIN_PASSWORD, collect, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import { alternate, type Cost, costOf, type Figure, figure, median } from './figures.ts';

const OWNER: Credential = { kind: 'owner', tenant: null };
const CALLS = 200;
const SIGN_INS = 8;
const RECORDS = 100_000;
const AT_ONCE = 1_000;
const PROGRAM = join(import.meta.dirname, '../../src-main/hosts/audit-verify.ts');
const wall = (costs: readonly Cost[]): number => median(costs.map(({ wallMs }) => wallMs));

/** What recording costs a call, what signing in costs, and how fast a log is checked. */
export async function auditing(rounds: number): Promise<Figure[]> {
  const plant = await openTestCore();
  await setUpPlant(plant);
  const figures = await signIn(plant, rounds);
  await plant.core.close();
  const database = await createPgliteDatabase({ directory: join(plant.dataDirectory, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  const person = await database.withSystem((tx) => tx.one<{ tenantId: string; userId: string }>(sql`SELECT tenant_id AS "tenantId", id AS "userId" FROM users`));
  figures.push(...(await calls(plant, database, person, rounds)));
  await fill(database, person);
  await database.close();
  await plant.restart();
  figures.push(...(await checks(plant, rounds)));
  await plant.close();
  return figures;
}

async function repeat(times: number, call: () => Promise<unknown>, end: () => Promise<unknown> = async () => undefined): Promise<Cost> {
  const { wallMs, cpuMs } = await costOf(async () => {
    for (let i = 0; i < times; i++) await call();
    await end();
  });
  return { wallMs: wallMs / times, cpuMs: cpuMs / times };
}

async function signIn(plant: TestCore, rounds: number): Promise<Figure[]> {
  const hasher = createArgon2Hasher();
  const stored = await hasher.hash(ADMIN_PASSWORD);
  const sides = await alternate(
    rounds,
    () => repeat(SIGN_INS, () => plant.call('auth.signIn', { name: 'Ada', password: ADMIN_PASSWORD, tenant: 'Mill One' })),
    () => repeat(SIGN_INS, () => hasher.verify(stored, ADMIN_PASSWORD)),
  );
  return [figure('signing in by password', 'ms', wall(sides.ours), { name: 'argon2id alone', value: wall(sides.baseline) })];
}

/** The same two operations through the same pipeline over the same database, with the trail and with one that keeps nothing. */
async function calls(plant: TestCore, database: PgliteDatabase, person: { tenantId: string; userId: string }, rounds: number): Promise<Figure[]> {
  const clock = createSystemClock();
  const principal: Principal = {
    ...person, tenantName: 'Mill One', tenantSlug: 'mill-one', userName: 'Ada', role: 'admin', clearance: 'restricted', askRate: null, sessionId: null, expiresAt: null, via: 'owner',
    signedIn: { method: 'local', rolesAsOf: null, locked: false },
  };
  const secrets = await createKeyFileSecrets(join(plant.dataDirectory, 'bench.key'));
  const pipelineWith = (trail: AuditTrail): Pipeline =>
    createPipeline(policyHandlers({ database, clock }), { authenticate: async () => principal, window: createSlidingWindow(), trail, clock, crypto: createNodeCrypto(), secrets, logger: silent });
  const trail = createAuditTrail(database, silent);
  const recorded = pipelineWith(trail);
  const unrecorded = pipelineWith({ within: async () => undefined, write: async () => undefined, later: () => undefined, healthy: () => true, heads: () => new Map(), flush: async () => undefined });
  const figures: Figure[] = [];
  for (const [name, operation, input] of [['a read', 'policy.get', {}], ['a change', 'policy.setRate', { role: 'viewer', rate: { perMinute: 5, perHour: 50 } }]] as const) {
    const call = (pipeline: Pipeline) => () => pipeline.invoke({ operation, input, credential: OWNER, signal: new AbortController().signal, caller: 'bench' });
    const sides = await alternate(rounds, () => repeat(CALLS, call(recorded), () => trail.flush()), () => repeat(CALLS, call(unrecorded)));
    figures.push(figure(`${name} with its two records`, 'ms/call', wall(sides.ours), { name: 'without', value: wall(sides.baseline) }));
  }
  return figures;
}

async function fill(database: PgliteDatabase, { tenantId, userId }: { tenantId: string; userId: string }): Promise<void> {
  for (let made = 0; made < RECORDS; made += AT_ONCE) {
    const records = Array.from({ length: AT_ONCE }, (_, index) => ({
      id: randomUUID(), user_id: userId, session_id: randomUUID(), event_type: 'search.query', outcome: 'ok', operation: 'search.query', correlation_id: randomUUID(), resource_type: 'search',
      request_hash: 'ab'.repeat(32), latency_ms: index % 90, metadata: { top: index, mode: 'hybrid', via: 'session' },
    }));
    await database.withTenant({ tenantId, userId: null }, (tx) => tx.rows(sql`SELECT audit_append(${JSON.stringify(records)}::jsonb)`));
  }
}

/** Records a second: by the product from its database, and by the program from a file, against hashing the lines of that file and no more. */
async function checks(plant: TestCore, rounds: number): Promise<Figure[]> {
  const file = join(plant.dataDirectory, 'log.jsonl');
  const target = await open(file, 'w');
  for await (const { text } of await plant.events<{ text?: string }>('audit.export', { format: 'jsonl' }, OWNER)) await target.writeFile(text ?? '');
  await target.close();
  const whole = async (verdict: Promise<{ ok: boolean } | undefined>) => {
    if ((await verdict)?.ok !== true) throw new Error('the log is not whole');
  };
  const product = () => whole(plant.events<{ verdict?: { ok: boolean } }>('audit.verify', {}, OWNER).then(collect).then((events) => events.at(-1)?.verdict));
  const program = () => whole(promisify(execFile)(process.execPath, [PROGRAM, file]).then(({ stdout }) => JSON.parse(stdout) as { ok: boolean }));
  const hashed = async () => {
    for await (const lines of readLines(file)) for (const line of lines) hash('sha256', line);
  };
  const perSecond = (costs: readonly Cost[]): number => (RECORDS / wall(costs)) * 1_000;
  const fromDatabase = await alternate(rounds, () => costOf(product), () => costOf(hashed));
  const fromFile = await alternate(rounds, () => costOf(program), () => costOf(hashed));
  return [
    figure('check of a log, database included', 'records/s', perSecond(fromDatabase.ours), { name: 'SHA-256 of its lines', value: perSecond(fromDatabase.baseline) }),
    figure('check of an exported log by the program', 'records/s', perSecond(fromFile.ours), { name: 'SHA-256 of its lines', value: perSecond(fromFile.baseline) }),
  ];
}
