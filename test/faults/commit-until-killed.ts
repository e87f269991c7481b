// Child of database-kill.test.ts: opens the database, reports what it holds, then commits rows until it is killed,
// naming each one after its commit was acknowledged.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { acquireDataLock } from '#adapters/data-lock/acquire-data-lock.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { type AuditRow, verifyChain } from '#core/audit/chain.ts';
import { sql } from '#core/ports/sql.ts';
import { type FilledTenant, auditRecord } from '#test/database/fill-tenant.ts';
import { MIGRATIONS, silent } from '#test/database/open-test-database.ts';

const [data = '', given = '{}'] = process.argv.slice(2);
const tenant = JSON.parse(given) as FilledTenant;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

await acquireDataLock(data);
const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });

const found = await database.withTenant(tenant, async (tx) => ({
  numbers: await tx.rows<{ seq: number; content: string; token_count: number }>(sql`SELECT seq, content, token_count FROM messages WHERE seq > 1 ORDER BY seq`),
  settings: await tx.one<{ n: number }>(sql`SELECT count(*) AS n FROM settings WHERE key LIKE 'n%'`),
  records: await tx.rows<AuditRow>(sql`SELECT * FROM audit_logs ORDER BY seq`),
}));
const newest = found.numbers.at(-1)?.seq ?? 1;
const chain = await verifyChain(found.records, sha256);
const whole =
  chain.ok &&
  chain.records === newest &&
  found.settings.n === found.numbers.length &&
  found.numbers.every(({ seq, content, token_count }, index) => seq === index + 2 && content === payload(seq) && token_count === content.length);
process.stdout.write(`found ${newest} ${whole ? 'whole' : 'broken'}\n`);

for (let n = newest + 1; ; n++) {
  await database.withTenant({ ...tenant, userId: null }, async (tx) => {
    const content = payload(n);
    await tx.run(sql`INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content, token_count)
                     VALUES (gen_random_uuid(), ${tenant.tenantId}, ${tenant.conversationId}, ${n}, 'user', ${content}, ${content.length})`);
    await tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenant.tenantId}, ${`n${n}`}, '1')`);
    await tx.rows(sql`SELECT audit_append(${JSON.stringify([auditRecord()])}::jsonb)`);
  });
  process.stdout.write(`ack ${n}\n`);
}

function payload(n: number): string {
  return sha256(String(n)).repeat(1 + (n % 50));
}
