import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { type AuditRow, verifyChain } from '#core/audit/chain.ts';
import { ATTACKS, type Attack } from './escape-attacks.ts';
import { type FilledTenant, auditRecord, fillTenant } from './fill-tenant.ts';
import { MIGRATIONS, type TestDatabase, freshDataDirectory, openTestDatabase, raw, silent } from './open-test-database.ts';

const CANARY = 'canary-b';

/** Everything an attack might have changed about rights, and the other tenant's rows. */
const STATE = `
  SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS digest FROM (
    SELECT 'role ' || to_jsonb(r)::text FROM pg_authid r
    UNION ALL SELECT 'member ' || to_jsonb(m)::text FROM pg_auth_members m
    UNION ALL SELECT 'table ' || concat_ws(' ', oid, relname, relowner, relacl::text, relrowsecurity, relforcerowsecurity) FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'S', 'i')
    UNION ALL SELECT 'column ' || concat_ws(' ', attrelid, attname, attacl::text) FROM pg_attribute WHERE attacl IS NOT NULL
    UNION ALL SELECT 'function ' || concat_ws(' ', oid, proname, proowner, proacl::text, prosecdef, prosrc) FROM pg_proc
    UNION ALL SELECT 'policy ' || to_jsonb(p)::text FROM pg_policy p
    UNION ALL SELECT 'trigger ' || concat_ws(' ', tgrelid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT 'schema ' || to_jsonb(n)::text FROM pg_namespace n
    UNION ALL SELECT 'database ' || concat_ws(' ', datname, datacl::text) FROM pg_database
    UNION ALL SELECT 'setting ' || to_jsonb(s)::text FROM pg_db_role_setting s
    UNION ALL SELECT 'object ' || oid FROM pg_largeobject_metadata
    UNION ALL SELECT 'message ' || to_jsonb(x)::text FROM messages x WHERE tenant_id = $1
    UNION ALL SELECT 'conversation ' || to_jsonb(x)::text FROM conversations x WHERE tenant_id = $1
    UNION ALL SELECT 'document ' || to_jsonb(x)::text FROM documents x WHERE tenant_id = $1
    UNION ALL SELECT 'user ' || to_jsonb(x)::text FROM users x WHERE tenant_id = $1
    UNION ALL SELECT 'key ' || to_jsonb(x)::text FROM api_keys x WHERE tenant_id = $1
    UNION ALL SELECT 'session ' || to_jsonb(x)::text FROM sessions x WHERE tenant_id = $1
    UNION ALL SELECT 'tokens ' || to_jsonb(x)::text FROM token_usage x WHERE tenant_id = $1
    UNION ALL SELECT 'operator ' || to_jsonb(x)::text FROM operators x
    UNION ALL SELECT 'tenant ' || to_jsonb(x)::text FROM tenants x
    UNION ALL SELECT 'head ' || to_jsonb(x)::text FROM audit_heads x WHERE tenant_id = $1
    UNION ALL SELECT 'checkpoint ' || to_jsonb(x)::text FROM audit_checkpoints x WHERE tenant_id = $1
    UNION ALL SELECT 'conversation_openings' || to_jsonb(x)::text FROM conversation_openings x WHERE tenant_id = $1
    UNION ALL SELECT 'legal_holds' || to_jsonb(x)::text FROM legal_holds x WHERE tenant_id = $1
    UNION ALL SELECT 'erasures' || to_jsonb(x)::text FROM erasures x WHERE tenant_id = $1
    UNION ALL SELECT 'remote_models' || to_jsonb(x)::text FROM remote_models x WHERE tenant_id = $1
    UNION ALL SELECT 'generations' || to_jsonb(x)::text FROM generations x WHERE tenant_id = $1
    UNION ALL SELECT 'audit_retention' || to_jsonb(x)::text FROM audit_retention x WHERE tenant_id = $1
    UNION ALL SELECT 'sso_settings' || to_jsonb(x)::text FROM sso_settings x WHERE tenant_id = $1
    UNION ALL SELECT 'second_factors' || to_jsonb(x)::text FROM second_factors x WHERE tenant_id = $1
    UNION ALL SELECT 'audit ' || to_jsonb(x)::text FROM audit_logs x WHERE tenant_id = $1
  ) AS lines (line)`;

test('the suite is as large as it is said to be', () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(260);
  expect(new Set(ATTACKS.map(({ name }) => name)).size).toBe(ATTACKS.length);
});

function stepsAgainst({ steps }: Attack, b: FilledTenant): string[] {
  return steps.map((step) => step.replaceAll(':BC', b.conversationId).replaceAll(':BD', b.documentId).replaceAll(':BU', b.userId).replaceAll(':B', b.tenantId));
}

describe('SQL that is not ours, in the cell', () => {
  let pg: PGlite;
  let data: string;
  let a: FilledTenant;
  let b: FilledTenant;
  let untouched: string;

  beforeAll(async () => {
    data = await freshDataDirectory();
    const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
    a = await fillTenant(database, 'canary-a');
    b = await fillTenant(database, CANARY);
    await database.upkeep();
    await database.close();
    // The cell is called by the owner, which the product's own database never lets anybody be.
    pg = await PGlite.create(join(data, 'pg'));
    untouched = await digest();
  });
  afterAll(async () => {
    await pg.close();
    await rm(data, { recursive: true, force: true });
  });

  async function digest(): Promise<string> {
    return (await pg.query<{ digest: string }>(STATE, [b.tenantId])).rows[0]?.digest ?? '';
  }

  /** Runs statements in the cell; an attacker may go on after an error. Returns everything that could be seen. */
  async function inCell(steps: string[]): Promise<string> {
    const seen: unknown[] = [];
    await pg.exec('BEGIN');
    await pg.query("SELECT ctx.enter($1, NULL, 'postgres')", [a.tenantId]);
    for (const step of steps) {
      await pg.exec('SAVEPOINT step');
      const answer = await pg.query('SELECT guard.q($1)', [step], { onNotice: (notice) => seen.push(notice) }).catch((error: unknown) => error);
      if (answer instanceof Error) {
        seen.push(answer.message, { ...answer, query: undefined, params: undefined });
        await pg.exec('ROLLBACK TO SAVEPOINT step');
      } else {
        seen.push((answer as { rows: unknown[] }).rows);
      }
    }
    const { rows } = await pg.query<{ role: string }>('SELECT current_user::text AS role');
    expect(rows[0]?.role).toBe('postgres');
    expect(pg.isInTransaction()).toBe(true);
    await pg.exec('COMMIT');
    return JSON.stringify(seen);
  }

  test('one can read what is one\'s own there', async () => {
    expect(await inCell(['SELECT content FROM messages'])).toContain('canary-a');
  });

  test('the suite would notice a leak', async () => {
    await pg.exec('ALTER TABLE messages DISABLE ROW LEVEL SECURITY');
    expect(await inCell(['SELECT content FROM messages'])).toContain(CANARY);
    expect(await digest()).not.toBe(untouched);
    await pg.exec('ALTER TABLE messages ENABLE ROW LEVEL SECURITY');
    expect(await digest()).toBe(untouched);
  });

  test.each(ATTACKS)('$name', async (attack) => {
    expect(await inCell(stepsAgainst(attack, b))).not.toContain(CANARY);
    // Nothing was left behind for the next request either.
    expect(await inCell(['SELECT * FROM messages', 'SELECT * FROM documents', 'SELECT lo_get(424242)'])).not.toContain(CANARY);
    expect(await digest()).toBe(untouched);
  });

  test("the attacker's own audit log is whole, and longer only by what was appended", async () => {
    const { rows } = await pg.query<AuditRow>('SELECT * FROM audit_logs WHERE tenant_id = $1 ORDER BY seq', [a.tenantId]);
    const verdict = await verifyChain(rows, (text) => createHash('sha256').update(text).digest('hex'));
    expect(verdict).toEqual({ ok: true, records: 2, firstBad: null });
    expect(rows[0]?.user_name).toBe('canary-a');
  });
});

describe('the same SQL as a statement of a transaction', () => {
  let opened: TestDatabase;
  let a: FilledTenant;
  let b: FilledTenant;

  beforeAll(async () => {
    opened = await openTestDatabase();
    a = await fillTenant(opened.database, 'canary-a');
    b = await fillTenant(opened.database, CANARY);
  });
  afterAll(() => opened.dispose());

  /** Each step in turn, in one transaction while it lasts and then in transactions of its own. */
  async function asStatements(steps: string[]): Promise<string> {
    const seen: unknown[] = [];
    await opened.database
      .withTenant(a, async (tx) => {
        for (const step of steps) seen.push(await tx.rows(raw(step)));
      })
      .catch((error: unknown) => seen.push(String(error)));
    for (const step of steps) seen.push(await opened.database.withTenant(a, (tx) => tx.rows(raw(step))).catch(String));
    return JSON.stringify(seen);
  }

  test.each(ATTACKS)('$name', async (attack) => {
    expect(await asStatements(stepsAgainst(attack, b))).not.toContain(CANARY);
  });

  test('afterwards the other tenant has everything it had, and the database was never restarted by an attack on it', async () => {
    const rows = await opened.database.withTenant(b, (tx) =>
      tx.rows(raw('SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM audit_logs) AS records, (SELECT is_active FROM users) AS active')),
    );
    expect(rows).toEqual([{ messages: 1, documents: 1, records: 1, active: true }]);
    expect(opened.database.restarts()).toBe(0);
  });

  test('the attacker can still work afterwards', async () => {
    const { seq } = await opened.database.withTenant(a, (tx) => tx.one<{ seq: number }>(raw('SELECT audit_append($1::jsonb) AS seq', JSON.stringify([auditRecord({ user_id: a.userId })]))));
    expect(seq).toBe(2);
  });
});
