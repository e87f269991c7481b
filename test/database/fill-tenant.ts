import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** One tenant's rows: at least one in every tenant-owned table, with `marker` in everything that holds text. */
export interface FilledTenant {
  tenantId: string;
  userId: string;
  conversationId: string;
  documentId: string;
  marker: string;
}

type Fill = (tx: Transaction, tenant: FilledTenant) => Promise<unknown>;

/** How to put a row into each tenant-owned table, in an order that satisfies their references. */
export const FILL: Record<string, Fill> = {
  sessions: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO sessions (id, tenant_id, user_id, token_hash, expires_at) VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker.padEnd(64, '0')}, now())`),
  conversations: (tx, { tenantId, userId, conversationId, marker }) =>
    tx.run(sql`INSERT INTO conversations (id, tenant_id, user_id, title) VALUES (${conversationId}, ${tenantId}, ${userId}, ${marker})`),
  messages: (tx, { tenantId, conversationId, marker }) =>
    tx.run(sql`INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content) VALUES (${randomUUID()}, ${tenantId}, ${conversationId}, 1, 'user', ${marker})`),
  documents: (tx, { tenantId, userId, documentId, marker }) =>
    tx.run(sql`INSERT INTO documents (id, tenant_id, uploaded_by, filename, file_size_bytes, storage_path) VALUES (${documentId}, ${tenantId}, ${userId}, ${marker}, 1, ${marker})`),
  document_parts: (tx, { tenantId, documentId, marker }) =>
    tx.run(sql`INSERT INTO document_parts (tenant_id, document_id, part, content) VALUES (${tenantId}, ${documentId}, 0, ${marker})`),
  document_chunks: (tx, { tenantId, documentId, marker }) =>
    tx.run(sql`INSERT INTO document_chunks (id, tenant_id, document_id, chunk_index, content, part, start_offset, end_offset) VALUES (${randomUUID()}, ${tenantId}, ${documentId}, 0, ${marker}, 0, 0, 1)`),
  outbox: (tx, { tenantId, documentId }) => tx.run(sql`INSERT INTO outbox (tenant_id, document_id, action) VALUES (${tenantId}, ${documentId}, 'upsert')`),
  memories: (tx, { tenantId, userId, marker }) =>
    tx.run(sql`INSERT INTO memories (id, tenant_id, user_id, content) VALUES (${randomUUID()}, ${tenantId}, ${userId}, ${marker})`),
  settings: (tx, { tenantId, marker }) => tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenantId}, 'key', ${JSON.stringify(marker)}::jsonb)`),
  audit_logs: (tx, { userId, marker }) => tx.rows(sql`SELECT audit_append(${JSON.stringify([auditRecord({ user_id: userId, user_name: marker })])}::jsonb)`),
};

/** A record as `audit_append` takes it. */
export function auditRecord(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    event_type: 'search.query',
    outcome: 'ok',
    operation: 'search.query',
    correlation_id: randomUUID(),
    tools_used: [],
    request_hash: 'ab'.repeat(32),
    latency_ms: 3,
    metadata: { results: 4 },
    ...fields,
  };
}

/** Creates a tenant with one user and a row in every table. */
export async function fillTenant(database: Database, marker: string): Promise<FilledTenant> {
  const tenant: FilledTenant = { tenantId: randomUUID(), userId: randomUUID(), conversationId: randomUUID(), documentId: randomUUID(), marker };
  await database.withSystem(async (tx) => {
    await tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${tenant.tenantId}, ${marker}, ${marker})`);
    await tx.run(sql`INSERT INTO users (id, tenant_id, external_id, display_name, role) VALUES (${tenant.userId}, ${tenant.tenantId}, ${marker}, ${marker}, 'admin')`);
  });
  await database.withTenant(tenant, async (tx) => {
    for (const fill of Object.values(FILL)) await fill(tx, tenant);
  });
  return tenant;
}
