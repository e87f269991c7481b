import { type McpServer, McpSource } from '#shared/contract/mcp.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

export type KeptMcpServer = McpServer & { id: string };

interface Row {
  id: string;
  name: string;
  source: unknown;
  approved_hash: string | null;
  changed_at: Date;
}

/** The MCP servers of a plant. */
export interface McpStore {
  list(scope: TenantScope): Promise<KeptMcpServer[]>;
  find(scope: TenantScope, name: string): Promise<KeptMcpServer | undefined>;
  /** Throws `MCP_SERVER_NOT_FOUND`. */
  require(scope: TenantScope, name: string): Promise<KeptMcpServer>;
  /** Nothing of it is approved afterwards. */
  save(scope: TenantScope, name: string, source: McpSource): Promise<KeptMcpServer>;
  /** Throws `TOOL_REFUSED` where the server was replaced since it was read. */
  approve(scope: TenantScope, server: KeptMcpServer, hash: string): Promise<void>;
  remove(scope: TenantScope, name: string): Promise<void>;
}

export function createMcpStore({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): McpStore {
  async function find(scope: TenantScope, name: string): Promise<KeptMcpServer | undefined> {
    const row = await database.withTenant(scope, (tx) => tx.maybe<Row>(sql`SELECT id, name, source, approved_hash, changed_at FROM mcp_servers WHERE tenant_id = ${tx.tenantId} AND name = ${name}`));
    return row && toServer(row);
  }
  return {
    find,
    async list(scope) {
      const rows = await database.withTenant(scope, (tx) => tx.rows<Row>(sql`SELECT id, name, source, approved_hash, changed_at FROM mcp_servers WHERE tenant_id = ${tx.tenantId} ORDER BY name`));
      return rows.map(toServer);
    },
    async require(scope, name) {
      const found = await find(scope, name);
      if (!found) throw new MillwrightError('MCP_SERVER_NOT_FOUND');
      return found;
    },
    async save(scope, name, source) {
      const row = await database.withTenant(scope, (tx) => tx.one<Row>(sql`
        INSERT INTO mcp_servers (id, tenant_id, name, source, changed_at) VALUES (${crypto.uuid()}, ${scope.tenantId}, ${name}, ${JSON.stringify(source)}::text::jsonb, ${clock.now()})
        ON CONFLICT (tenant_id, name) DO UPDATE SET id = EXCLUDED.id, source = EXCLUDED.source, approved_hash = NULL, changed_at = EXCLUDED.changed_at
        RETURNING id, name, source, approved_hash, changed_at`));
      return toServer(row);
    },
    async approve(scope, { id }, hash) {
      const changed = await database.withTenant(scope, (tx) => tx.run(sql`UPDATE mcp_servers SET approved_hash = ${hash}, changed_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`));
      if (changed === 0) throw new MillwrightError('TOOL_REFUSED', 'The MCP server was replaced meanwhile. Look at its tools again.');
    },
    async remove(scope, name) {
      await database.withTenant(scope, (tx) => tx.run(sql`DELETE FROM mcp_servers WHERE tenant_id = ${tx.tenantId} AND name = ${name}`));
    },
  };
}

const toServer = ({ id, name, source, approved_hash, changed_at }: Row): KeptMcpServer => ({ id, name, source: McpSource.parse(source), approved: approved_hash, changedAt: changed_at.toISOString() });
