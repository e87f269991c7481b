import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { type AuditRow, type ChainHead, verifyChain } from '#core/audit/chain.ts';
import { sql } from '#core/ports/sql.ts';
import { auditRecord } from './fill-tenant.ts';
import { MIGRATIONS, type TestDatabase, freshDataDirectory, openTestDatabase, raw, silent } from './open-test-database.ts';

const NOBODYS_TENANT = '00000000-0000-0000-0000-000000000000';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.dispose());

function append(tenantId: string, records: Record<string, unknown>[], userId: string | null = null): Promise<{ seq: number }> {
  return opened.database.withTenant({ tenantId, userId }, (tx) => tx.one<{ seq: number }>(sql`SELECT audit_append(${JSON.stringify(records)}::jsonb) AS seq`));
}

function chain(tenantId: string): Promise<AuditRow[]> {
  return opened.database.withTenant({ tenantId, userId: null }, (tx) => tx.rows<AuditRow>(sql`SELECT * FROM audit_logs ORDER BY seq`));
}

describe('appending', () => {
  test('numbers records per tenant without gaps, also after a transaction that was undone', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    expect(await append(one, [auditRecord(), auditRecord()])).toEqual({ seq: 2 });
    expect(await append(two, [auditRecord()])).toEqual({ seq: 1 });
    const undone = opened.database.withTenant({ tenantId: one, userId: null }, async (tx) => {
      await tx.rows(sql`SELECT audit_append(${JSON.stringify([auditRecord()])}::jsonb)`);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await append(one, [auditRecord()])).toEqual({ seq: 3 });
    expect((await chain(one)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('keeps a chain for calls whose tenant is not known', async () => {
    await append(NOBODYS_TENANT, [auditRecord({ event_type: 'auth.denied' })]);
    const rows = await chain(NOBODYS_TENANT);
    expect(rows.map(({ event_type }) => event_type)).toEqual(['auth.denied']);
    expect((await verifyChain(rows, sha256)).ok).toBe(true);
  });

  test('takes tenant, place, time and hash from nobody but itself', async () => {
    const tenantId = randomUUID();
    const before = Date.now();
    await append(tenantId, [auditRecord({ tenant_id: randomUUID(), seq: 77, prev_hash: 'f'.repeat(64), hash: 'f'.repeat(64), created_at: '1999-01-01T00:00:00Z', occurred_at: '1999-01-01T00:00:00Z' })]);
    const [row] = await chain(tenantId);
    expect(row).toMatchObject({ tenant_id: tenantId, seq: 1, prev_hash: '0'.repeat(64) });
    expect(row?.hash).not.toBe('f'.repeat(64));
    expect(Math.abs((row?.created_at.getTime() ?? 0) - before)).toBeLessThan(60_000);
  });

  test('refuses a record in the name of another than the one acting', async () => {
    const [tenantId, actor] = [randomUUID(), randomUUID()];
    await expect(append(tenantId, [auditRecord({ user_id: randomUUID() })], actor)).rejects.toMatchObject({ sqlState: '42501' });
    expect(await append(tenantId, [auditRecord({ user_id: actor })], actor)).toEqual({ seq: 1 });
  });

  test('is refused outside a tenant', async () => {
    await expect(opened.database.withSystem((tx) => tx.rows(sql`SELECT audit_append('[]'::jsonb)`))).rejects.toMatchObject({ sqlState: '42501' });
  });
});

describe('records, once written', () => {
  test.each(["UPDATE audit_logs SET outcome = 'ok'", 'DELETE FROM audit_logs', 'INSERT INTO audit_logs SELECT * FROM audit_logs', 'UPDATE audit_heads SET seq = 0'])('the application may not: %s', async (statement) => {
    const tenantId = randomUUID();
    await append(tenantId, [auditRecord()]);
    await expect(opened.database.withTenant({ tenantId, userId: null }, (tx) => tx.rows(raw(statement)))).rejects.toMatchObject({ sqlState: '42501' });
  });

  test('not even the owner changes them in normal operation, nor as a replica', async () => {
    const data = await freshDataDirectory();
    const directory = join(data, 'pg');
    const database = await createPgliteDatabase({ directory, migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
    await database.withTenant({ tenantId: randomUUID(), userId: null }, (tx) => tx.rows(sql`SELECT audit_append(${JSON.stringify([auditRecord()])}::jsonb)`));
    await database.close();
    const pg = await PGlite.create(directory);
    for (const role of ['origin', 'replica']) {
      await pg.exec(`SET session_replication_role = '${role}'`);
      for (const statement of ["UPDATE audit_logs SET outcome = 'ok'", 'DELETE FROM audit_logs', 'TRUNCATE audit_logs']) {
        await expect(pg.query(statement)).rejects.toThrow('cannot be changed');
      }
    }
    expect((await pg.query('SELECT * FROM audit_logs')).rows).toHaveLength(1);
    await pg.close();
    await rm(data, { recursive: true, force: true });
  });
});

describe('the chain, recomputed without the database', () => {
  const awkward = {
    text: 'quote " backslash \\ slash / newline \n tab \t control \u0001\u001f delete \u007f separators \u2028\u2029 emoji 😀 é e\u0301',
    'key "with" \\': { '\u20ac': 1, '😀': 2, '\uffee': 3, a: 4, B: 5, '': 6 },
    numbers: [0, -0, 1, -1, 1.5, 0.1, 1e21, 1e20, 123456789012345680000, 1e-6, 1e-7, -1.5e-9, 5e-324, 1.7976931348623157e308, 2 ** 53, 0.1 + 0.2, 100, 12345.678, 4.35, 1 / 3],
    others: [true, false, null, [], {}, [[[]]]],
  };

  test('agrees with what the database wrote, for text and numbers of every kind', async () => {
    const tenantId = randomUUID();
    await append(tenantId, [
      auditRecord({ metadata: awkward, user_name: awkward.text, tools_used: ['a"b', 'ü'] }),
      auditRecord({ metadata: {}, latency_ms: null, user_id: randomUUID(), session_id: randomUUID(), resource_type: 'document', resource_id: 'x', model: 'm' }),
      auditRecord({ metadata: undefined }),
    ]);
    expect(await verifyChain(await chain(tenantId), sha256)).toEqual({ ok: true, records: 3, firstBad: null });
  });

  test('agrees for a thousand seeded numbers', async () => {
    const tenantId = randomUUID();
    let state = 20261120;
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const numbers = Array.from({ length: 1000 }, () => (next() - 0.5) * 10 ** Math.floor(next() * 60 - 30));
    await append(tenantId, [auditRecord({ metadata: { numbers } })]);
    expect((await verifyChain(await chain(tenantId), sha256)).ok).toBe(true);
  });

  describe('finds every kind of tampering and says where', () => {
    const LENGTH = 40;
    let rows: AuditRow[];
    let head: ChainHead;

    beforeAll(async () => {
      const tenantId = randomUUID();
      await append(tenantId, Array.from({ length: LENGTH }, (_, index) => auditRecord({ user_name: 'an operator', metadata: { index } })));
      rows = await chain(tenantId);
      head = await opened.database.withTenant({ tenantId, userId: null }, (tx) => tx.one<ChainHead>(sql`SELECT seq, hash FROM audit_heads`));
    });

    test('an untouched chain is whole', async () => {
      expect(await verifyChain(rows, sha256, head)).toEqual({ ok: true, records: LENGTH, firstBad: null });
    });

    test.each(['id', 'tenant_id', 'user_id', 'user_name', 'session_id', 'event_type', 'outcome', 'operation', 'correlation_id', 'resource_type', 'resource_id', 'model', 'request_hash', 'prev_hash', 'hash'] as const)('a changed %s', async (column) => {
      const tampered = rows.map((row) => (row.seq === 17 ? { ...row, [column]: 'another' } : row));
      expect((await verifyChain(tampered, sha256)).firstBad?.seq).toBe(17);
    });

    test.each([
      ['latency', { latency_ms: 4 }],
      ['tools', { tools_used: ['x'] }],
      ['metadata', { metadata: { index: 99 } }],
      ['time', { created_at: new Date(0) }],
    ])('a changed %s', async (_what, change) => {
      const tampered = rows.map((row) => (row.seq === 23 ? { ...row, ...change } : row));
      expect((await verifyChain(tampered, sha256)).firstBad).toEqual({ seq: 23, why: 'it was changed after it was written' });
    });

    test('a removed record', async () => {
      expect((await verifyChain(rows.filter(({ seq }) => seq !== 9), sha256)).firstBad).toEqual({ seq: 9, why: 'this record is missing' });
    });

    test('removed first records', async () => {
      expect((await verifyChain(rows.slice(5), sha256)).firstBad).toEqual({ seq: 1, why: 'the records up to 5 are missing' });
    });

    test('a doubled record', async () => {
      expect((await verifyChain(rows.flatMap((row) => (row.seq === 5 ? [row, row] : [row])), sha256)).firstBad?.seq).toBe(5);
    });

    test('two records that changed places', async () => {
      const swapped = rows.map((row) => (row.seq === 10 ? { ...rows[10], seq: 10 } : row.seq === 11 ? { ...rows[9], seq: 11 } : row)) as AuditRow[];
      expect((await verifyChain(swapped, sha256)).firstBad?.seq).toBe(10);
    });

    test('a record moved in from another chain', async () => {
      const other = randomUUID();
      await append(other, Array.from({ length: 12 }, () => auditRecord()));
      const foreign = (await chain(other))[11] as AuditRow;
      expect((await verifyChain(rows.map((row) => (row.seq === 12 ? foreign : row)), sha256)).firstBad?.seq).toBe(12);
    });

    test('a cut end, where the head is known', async () => {
      expect((await verifyChain(rows.slice(0, 30), sha256)).ok).toBe(true);
      expect((await verifyChain(rows.slice(0, 30), sha256, head)).firstBad).toEqual({ seq: 31, why: 'the records up to 40 are missing' });
    });
  });
});
