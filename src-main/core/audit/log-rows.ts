import type { Database, TenantScope } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const BATCH = 4_000;

/** Columns as they stand in an exported log, one JSON object a line. */
const LINE = sql`json_build_object('seq', seq, 'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'event_type', event_type, 'outcome', outcome, 'operation', operation, 'correlation_id', correlation_id, 'user_id', user_id, 'user_name', user_name,
  'session_id', session_id, 'resource_type', resource_type, 'resource_id', resource_id, 'model', model, 'tools_used', tools_used,
  'request_hash', request_hash, 'latency_ms', latency_ms, 'metadata', metadata, 'id', id, 'tenant_id', tenant_id, 'prev_hash', prev_hash, 'hash', hash)`;

/** Records as lines, many a batch: the database builds them, so that nothing is parsed on the way to whoever needs them. */
export async function* logLines(database: Database, scope: TenantScope, upTo: number, signal: AbortSignal): AsyncGenerator<{ lines: string; records: number }> {
  for (let after = 0; after < upTo; ) {
    signal.throwIfAborted();
    const from = after;
    const { lines, newest, records } = await database.withTenant(scope, (tx) =>
      tx.one<{ lines: string | null; newest: number | null; records: number }>(sql`
        SELECT string_agg(line, E'\n' ORDER BY seq, id) AS lines, max(seq) AS newest, count(*)::int AS records FROM (
          SELECT seq, id, ${LINE}::text AS line FROM audit_logs WHERE tenant_id = ${tx.tenantId} AND seq > ${from} AND seq <= ${upTo} ORDER BY seq LIMIT ${BATCH}) AS batch`),
    );
    if (lines === null || newest === null) return;
    yield { lines, records };
    after = newest;
  }
}
