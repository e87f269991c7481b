import { type McpServer, McpSource, McpTool } from '#shared/contract/mcp.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';

export type KeptMcpServer = McpServer & {
  id: string;
  /** The list of tools as it was approved; null before. */
  pinned: McpTool[] | null;
};

/** What a server offers, and the hash of it. */
export interface OfferedTools {
  tools: McpTool[];
  hash: string;
}

interface Row {
  id: string;
  name: string;
  source: unknown;
  approved_hash: string | null;
  approved_tools: unknown;
  seen_hash: string | null;
  enabled: boolean;
  changed_at: Date;
}

/** The MCP servers of a plant. */
export interface McpStore {
  list(scope: TenantScope): Promise<KeptMcpServer[]>;
  find(scope: TenantScope, name: string): Promise<KeptMcpServer | undefined>;
  /** Throws `MCP_SERVER_NOT_FOUND`. */
  require(scope: TenantScope, name: string): Promise<KeptMcpServer>;
  /** Nothing of it is approved afterwards, and it is switched on. */
  save(scope: TenantScope, name: string, source: McpSource): Promise<KeptMcpServer>;
  /** Throws `TOOL_REFUSED` where the server was replaced since it was read. */
  approve(scope: TenantScope, server: KeptMcpServer, offered: OfferedTools): Promise<void>;
  /** Keeps what it was last seen to offer. */
  saw(scope: TenantScope, server: KeptMcpServer, hash: string): Promise<void>;
  /** Throws `MCP_SERVER_NOT_FOUND` where it was removed or replaced since it was read. */
  enable(scope: TenantScope, server: KeptMcpServer, enabled: boolean): Promise<KeptMcpServer>;
  remove(scope: TenantScope, name: string): Promise<void>;
}

export function createMcpStore({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): McpStore {
  const changed = (scope: TenantScope, statement: (tenantId: string) => SqlStatement): Promise<number> => database.withTenant(scope, (tx) => tx.run(statement(tx.tenantId)));

  async function find(scope: TenantScope, name: string): Promise<KeptMcpServer | undefined> {
    const row = await database.withTenant(scope, (tx) =>
      tx.maybe<Row>(sql`SELECT id, name, source, approved_hash, approved_tools, seen_hash, enabled, changed_at FROM mcp_servers WHERE tenant_id = ${tx.tenantId} AND name = ${name}`),
    );
    return row && toServer(row);
  }
  return {
    find,
    async list(scope) {
      const rows = await database.withTenant(scope, (tx) =>
        tx.rows<Row>(sql`SELECT id, name, source, approved_hash, approved_tools, seen_hash, enabled, changed_at FROM mcp_servers WHERE tenant_id = ${tx.tenantId} ORDER BY name`),
      );
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
        ON CONFLICT (tenant_id, name) DO UPDATE
        SET id = EXCLUDED.id, source = EXCLUDED.source, approved_hash = NULL, approved_tools = NULL, seen_hash = NULL, enabled = true, changed_at = EXCLUDED.changed_at
        RETURNING id, name, source, approved_hash, approved_tools, seen_hash, enabled, changed_at`));
      return toServer(row);
    },
    async approve(scope, { id }, { tools, hash }) {
      const count = await changed(scope, (tenantId) => sql`
        UPDATE mcp_servers SET approved_hash = ${hash}, approved_tools = ${JSON.stringify(tools)}::text::jsonb, seen_hash = ${hash}, changed_at = ${clock.now()}
        WHERE tenant_id = ${tenantId} AND id = ${id}`);
      if (count === 0) throw new MillwrightError('TOOL_REFUSED', 'The MCP server was replaced meanwhile. Look at its tools again.');
    },
    async saw(scope, { id }, hash) {
      await changed(scope, (tenantId) => sql`UPDATE mcp_servers SET seen_hash = ${hash} WHERE tenant_id = ${tenantId} AND id = ${id} AND seen_hash IS DISTINCT FROM ${hash}`);
    },
    async enable(scope, { id, name }, enabled) {
      await changed(scope, (tenantId) => sql`UPDATE mcp_servers SET enabled = ${enabled}, changed_at = ${clock.now()} WHERE tenant_id = ${tenantId} AND id = ${id}`);
      const found = await find(scope, name);
      if (found?.id !== id) throw new MillwrightError('MCP_SERVER_NOT_FOUND');
      return found;
    },
    async remove(scope, name) {
      await changed(scope, (tenantId) => sql`DELETE FROM mcp_servers WHERE tenant_id = ${tenantId} AND name = ${name}`);
    },
  };
}

function toServer({ id, name, source, approved_hash, approved_tools, seen_hash, enabled, changed_at }: Row): KeptMcpServer {
  const pinned = McpTool.array().nullable().parse(approved_tools);
  const approved = pinned === null ? null : approved_hash;
  return { id, name, source: McpSource.parse(source), approved, changed: approved !== null && seen_hash !== approved, enabled, pinned, changedAt: changed_at.toISOString() };
}
