import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqlError } from '#core/ports/sql-error.ts';
import { sql } from '#core/ports/sql.ts';
import { FILL, type FilledTenant, fillTenant } from './fill-tenant.ts';
import { type TestDatabase, openTestDatabase, raw } from './open-test-database.ts';

const PERMISSION_DENIED = { sqlState: '42501' };

let opened: TestDatabase;
let a: FilledTenant;
let b: FilledTenant;
let tenantTables: string[];

beforeAll(async () => {
  opened = await openTestDatabase();
  a = await fillTenant(opened.database, 'canary-a');
  b = await fillTenant(opened.database, 'canary-b');
  tenantTables = await opened.database.withSystem(async (tx) => {
    const rows = await tx.rows<{ name: string }>(
      sql`SELECT attrelid::regclass::text AS name FROM pg_attribute JOIN pg_class ON oid = attrelid
          WHERE attname = 'tenant_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  });
});

afterAll(() => opened.dispose());

describe('the catalogue', () => {
  test('holds no tenant-owned table that these tests leave out', () => {
    expect(tenantTables.toSorted()).toEqual([...Object.keys(FILL), 'users', 'audit_heads', 'audit_checkpoints', 'operators'].toSorted());
  });

  test('forces row-level security on every table that belongs to a tenant', async () => {
    const open = await opened.database.withSystem((tx) =>
      tx.rows(sql`SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                  AND NOT (relrowsecurity AND relforcerowsecurity) AND relname NOT IN ('models', 'schema_migrations')`),
    );
    expect(open).toEqual([]);
  });

  test('lets neither role create anything, own anything or use a procedural language, and gives PUBLIC no function of ours', async () => {
    const { rights } = await opened.database.withSystem((tx) =>
      tx.one<{ rights: unknown[] }>(sql`
        SELECT array_agg(finding) AS rights FROM (
          SELECT 'creates in ' || nspname FROM pg_namespace, (VALUES ('millwright_app'), ('millwright_system'), ('millwright_audit'), ('millwright_pruner')) AS roles (name)
            WHERE has_schema_privilege(name, nspname, 'CREATE')
          UNION ALL SELECT 'temporary tables' WHERE has_database_privilege('millwright_app', current_database(), 'TEMPORARY, CREATE')
          UNION ALL SELECT 'owns ' || relname FROM pg_class WHERE pg_get_userbyid(relowner) LIKE 'millwright%'
          UNION ALL SELECT 'language ' || lanname FROM pg_language WHERE lanname NOT IN ('sql', 'internal', 'c') AND has_language_privilege('millwright_app', oid, 'USAGE')
          UNION ALL SELECT 'may execute ' || oid::regprocedure FROM pg_proc
            WHERE pronamespace <> 'pg_catalog'::regnamespace AND pronamespace <> 'information_schema'::regnamespace AND has_function_privilege('millwright_app', oid, 'EXECUTE')
              AND proname NOT IN ('cur_tenant', 'cur_user_id', 'audit_append', 'audit_add_checkpoint', 'audit_prune', 'audit_first_held', 'people_on_hold', 'q')
          UNION ALL SELECT 'is a member or more' FROM pg_roles WHERE rolname LIKE 'millwright%' AND (rolsuper OR rolcreaterole OR rolbypassrls OR rolcanlogin)
          UNION ALL SELECT 'belongs to a role' FROM pg_auth_members WHERE pg_get_userbyid(member) LIKE 'millwright%'
        ) AS findings (finding)`),
    );
    expect(rights).toBeNull();
  });
});

describe.each(['users', ...Object.keys(FILL)])('%s', (table) => {
  test('shows a tenant its own rows and nothing of another', async () => {
    for (const [own, other] of [[a, b], [b, a]] as const) {
      const rows = await opened.database.withTenant(own, (tx) => tx.rows<{ tenant_id: string }>(raw(`SELECT * FROM ${table}`)));
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every(({ tenant_id }) => tenant_id === own.tenantId)).toBe(true);
      expect(JSON.stringify(rows)).not.toContain(other.marker);
    }
  });

  test('finds nothing for a tenant that does not exist', async () => {
    const rows = await opened.database.withTenant({ tenantId: randomUUID(), userId: null }, (tx) => tx.rows(raw(`SELECT * FROM ${table}`)));
    expect(rows).toEqual([]);
  });

  test("changes and deletes none of another tenant's rows", async () => {
    if (table === 'audit_logs') return expect(touching('UPDATE audit_logs SET tenant_id = tenant_id')).rejects.toMatchObject(PERMISSION_DENIED);
    if (table === 'prompt_versions' || table === 'tool_versions') return expect(touching(`UPDATE ${table} SET tenant_id = tenant_id`)).rejects.toMatchObject(PERMISSION_DENIED);
    expect(await touching(`UPDATE ${table} SET tenant_id = tenant_id WHERE tenant_id = '${b.tenantId}'`)).toBe(0);
    if (['users', 'api_keys', 'token_usage', 'conversation_openings', 'legal_holds', 'erasures', 'prompt_versions', 'active_prompts', 'tools', 'tool_versions', 'notice_settings'].includes(table)) return expect(touching(`DELETE FROM ${table}`)).rejects.toMatchObject(PERMISSION_DENIED);
    expect(await touching(`DELETE FROM ${table} WHERE tenant_id = '${b.tenantId}'`)).toBe(0);
  });

  test('takes no row under the name of another tenant', async () => {
    await expect(touching(`UPDATE ${table} SET tenant_id = '${b.tenantId}'`)).rejects.toMatchObject(PERMISSION_DENIED);
    const fill = FILL[table];
    if (!fill || table === 'audit_logs') return;
    const foreign = { ...a, tenantId: b.tenantId, conversationId: randomUUID(), documentId: randomUUID() };
    await expect(opened.database.withTenant(a, (tx) => fill(tx, foreign))).rejects.toMatchObject(PERMISSION_DENIED);
  });

  function touching(statement: string): Promise<number> {
    return opened.database.withTenant(a, (tx) => tx.run(raw(statement)));
  }
});

describe('references between tenants', () => {
  test.each(['messages', 'document_parts', 'document_chunks'] as const)('%s cannot be hung on what another tenant owns', async (table) => {
    const crossing = { ...a, conversationId: b.conversationId, documentId: b.documentId };
    const hung = opened.database.withTenant(a, (tx) => FILL[table]?.(tx, crossing) ?? Promise.resolve());
    await expect(hung).rejects.toMatchObject({ sqlState: '23503' });
  });

  test.each(['sessions', 'conversations', 'documents', 'memories'] as const)("%s cannot name another tenant's person", async (table) => {
    const crossing = { ...a, userId: b.userId, conversationId: randomUUID(), documentId: randomUUID(), marker: 'crossing' };
    const named = opened.database.withTenant(a, (tx) => FILL[table]?.(tx, crossing) ?? Promise.resolve());
    await expect(named).rejects.toMatchObject({ sqlState: '23503' });
  });
});

describe('the system role', () => {
  test.each(['conversation_openings', 'legal_holds', 'conversations', 'messages', 'document_parts', 'document_chunks', 'memories', 'settings', 'audit_logs', 'audit_heads', 'audit_checkpoints'])('cannot read %s', async (table) => {
    await expect(opened.database.withSystem((tx) => tx.rows(raw(`SELECT * FROM ${table}`)))).rejects.toMatchObject(PERMISSION_DENIED);
  });

  test.each([
    ['a password hash', 'SELECT password_hash FROM users'],
    ["a document's name", 'SELECT filename FROM documents'],
  ])('cannot read %s', async (_what, statement) => {
    await expect(opened.database.withSystem((tx) => tx.rows(raw(statement)))).rejects.toMatchObject(PERMISSION_DENIED);
  });

  test('cannot change what belongs to a tenant, and cannot write an audit record', async () => {
    for (const statement of ["UPDATE documents SET status = 'ready'", 'DELETE FROM outbox', 'UPDATE users SET is_active = false', "SELECT audit_append('[]')"]) {
      await expect(opened.database.withSystem((tx) => tx.rows(raw(statement)))).rejects.toMatchObject(PERMISSION_DENIED);
    }
  });

  test('sees open work of all tenants, by id and state', async () => {
    const work = await opened.database.withSystem((tx) =>
      tx.rows<{ tenant_id: string }>(sql`SELECT o.id, o.tenant_id, o.document_id, d.status FROM outbox o JOIN documents d ON d.id = o.document_id WHERE done_at IS NULL`),
    );
    expect(new Set(work.map(({ tenant_id }) => tenant_id))).toEqual(new Set([a.tenantId, b.tenantId]));
  });
});

test('a tenant sees of the list of plants only itself', async () => {
  const rows = await opened.database.withTenant(a, (tx) => tx.rows(sql`SELECT name FROM tenants`));
  expect(rows).toEqual([{ name: 'canary-a' }]);
});

test('a refused statement is reported with its SQLSTATE and constraint', async () => {
  const twice = opened.database.withSystem((tx) => tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${randomUUID()}, 'canary-a', 'other')`));
  await expect(twice).rejects.toBeInstanceOf(SqlError);
  await expect(twice).rejects.toMatchObject({ sqlState: '23505', constraint: 'tenants_name_key' });
});
