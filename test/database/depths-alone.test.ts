import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFileStore } from '#adapters/files/file-store.ts';
import { reach } from '#core/policy/resource-rules.ts';
import { sql } from '#core/ports/sql.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { type FilledTenant, auditRecord, FILL, fillTenant } from './fill-tenant.ts';
import { freshDataDirectory, MIGRATIONS, silent } from './open-test-database.ts';

const OTHER = 'canary-b';
let data: string;
let pg: PGlite;
let a: FilledTenant;
let b: FilledTenant;

beforeAll(async () => {
  data = await freshDataDirectory();
  const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  a = await fillTenant(database, 'canary-a');
  b = await fillTenant(database, OTHER);
  await database.close();
  // Without the product's adapter: nothing looks at statements, roles or the end of transactions here.
  pg = await PGlite.create(join(data, 'pg'));
});
afterAll(async () => {
  await pg.close();
  await rm(data, { recursive: true, force: true });
});

/** Statements in one transaction of plant A, each going on after an error of the one before; what came of each. The transaction is undone. */
async function asA(...statements: string[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  await pg.exec('BEGIN');
  await pg.query("SELECT ctx.enter($1, NULL, 'millwright_app')", [a.tenantId]);
  for (const statement of statements) {
    await pg.exec('SAVEPOINT step');
    const answer = await pg.query(statement).then(({ rows }) => rows, (error: unknown) => error);
    if (answer instanceof Error) await pg.exec('ROLLBACK TO SAVEPOINT step');
    seen.push(answer instanceof Error ? answer.message : answer);
  }
  await pg.exec('ROLLBACK');
  return seen;
}

const TABLES = ['users', ...Object.keys(FILL)];

describe('the forced policies alone, with no adapter around them and no condition in the statement', () => {
  test.each(TABLES)('%s shows a plant its own rows', async (table) => {
    const [rows] = await asA(`SELECT * FROM ${table}`);
    expect((rows as { tenant_id: string }[]).length).toBeGreaterThan(0);
    expect((rows as { tenant_id: string }[]).every(({ tenant_id }) => tenant_id === a.tenantId)).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(OTHER);
  });

  test.each([
    'ALTER TABLE messages DISABLE ROW LEVEL SECURITY', 'ALTER TABLE messages NO FORCE ROW LEVEL SECURITY', 'DROP POLICY of_tenant ON messages', 'ALTER TABLE messages OWNER TO millwright_app',
    'SET LOCAL row_security = off', `UPDATE ctx.cur SET tenant = '00000000-0000-4000-8000-000000000000'`, "SELECT set_config('row_security', 'off', true)",
  ])('its role cannot lift them: %s', async (statement) => {
    const seen = await asA(statement, 'SELECT * FROM messages', 'SELECT * FROM documents');
    expect(JSON.stringify(seen)).not.toContain(OTHER);
  });
});

describe('with the policies of every table switched off', () => {
  beforeAll(async () => {
    for (const table of TABLES) await pg.exec(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  });
  afterAll(async () => {
    for (const table of TABLES) await pg.exec(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  });

  test('they were what kept rows apart: a statement without a condition reads every plant', async () => {
    const [rows] = await asA('SELECT content FROM messages');
    expect(JSON.stringify(rows)).toContain(OTHER);
  });

  test('the condition alone that the rules make for a query keeps conversations, sessions, keys, records and notices to their plant', async () => {
    const admin = { tenantId: a.tenantId, userId: a.userId, role: 'admin', clearance: 'restricted' } as const;
    for (const [kind, table, owner] of [['conversation', 'conversations', sql`user_id`], ['session', 'sessions', sql`user_id`], ['key', 'api_keys', sql`user_id`], ['record', 'audit_logs', sql`user_id`], ['notice', 'recall_notices', sql`user_id`]] as const) {
      const condition = reach(admin, kind, { tenant: sql`tenant_id`, owner });
      const everything = await pg.query(`SELECT tenant_id FROM ${table}`);
      const { rows } = await pg.query<{ tenant_id: string }>(`SELECT tenant_id FROM ${table} WHERE ${condition.text}`, [...condition.values]);
      expect(everything.rows.length).toBeGreaterThan(rows.length);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every(({ tenant_id }) => tenant_id === a.tenantId)).toBe(true);
    }
  });

  test('the session alone still says whose a record is, whatever the statement says', async () => {
    const forged = JSON.stringify([auditRecord({ tenant_id: b.tenantId, user_id: null, user_name: 'forged' })]).replaceAll("'", "''");
    const [, rows] = await asA(`SELECT audit_append('${forged}'::jsonb)`, "SELECT tenant_id FROM audit_logs WHERE user_name = 'forged' OR user_name IS NULL");
    expect((rows as { tenant_id: string }[]).every(({ tenant_id }) => tenant_id === a.tenantId)).toBe(true);
    expect(rows).not.toEqual([]);
  });

  test('the session alone belongs to one transaction: a stamp of an earlier one is nobody\'s', async () => {
    expect(await asA('SELECT cur_tenant() AS tenant')).toEqual([[{ tenant: a.tenantId }]]);
    await pg.exec('BEGIN');
    await pg.query("SELECT ctx.enter($1, NULL, 'millwright_app')", [a.tenantId]);
    await pg.exec('COMMIT');
    const { rows } = await pg.query('SELECT cur_tenant() AS tenant');
    expect(rows).toEqual([{ tenant: null }]);
  });

  test('the keys alone let no row of one plant hang on a row of another', async () => {
    const seen = await asA(
      `INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content) VALUES (gen_random_uuid(), '${a.tenantId}', '${b.conversationId}', 9, 'user', 'x')`,
      `INSERT INTO document_parts (tenant_id, document_id, part, content) VALUES ('${a.tenantId}', '${b.documentId}', 9, 'x')`,
      `UPDATE conversations SET tenant_id = '${b.tenantId}' WHERE id = '${a.conversationId}'`,
    );
    for (const refusal of seen) expect(refusal).toMatch(/violates foreign key constraint/);
  });

  test('the folders alone keep originals apart: the address of another plant\'s file leads nowhere', async () => {
    const files = createFileStore({ directory: join(data, 'files'), freeSpaceFloorBytes: 0 });
    const content = (async function* () {
      yield new TextEncoder().encode(OTHER);
    })();
    const { sha256 } = await files.put(b.tenantId, content, 1_000, new AbortController().signal);
    expect(await (await files.blob(b.tenantId, sha256, 'text/plain')).text()).toBe(OTHER);
    await expect(files.blob(a.tenantId, sha256, 'text/plain')).rejects.toThrow();
    expect(await files.list(a.tenantId)).toEqual([]);
  });
});
