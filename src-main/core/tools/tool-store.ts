import { type Tool, ToolDefinition, type ToolVersion } from '#shared/contract/tools.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

interface ToolRow {
  id: string;
  name: string;
  version: number;
  definition: unknown;
  changed_at: Date;
}

/** A tool as it stands. */
export type KeptTool = Pick<Tool, 'definition' | 'origin' | 'version' | 'changedAt'> & {
  /** Null for one as it comes with Millwright. */
  id: string | null;
};

export interface ToolStoreDeps {
  database: Database;
  clock: Clock;
  crypto: Crypto;
  /** What comes with Millwright. */
  shipped: readonly ToolDefinition[];
}

/** The tools of a plant: those that come with Millwright, with what the plant changed of them, and its own. Read anew for every call. */
export interface ToolStore {
  list(scope: TenantScope): Promise<KeptTool[]>;
  find(scope: TenantScope, name: string): Promise<KeptTool | undefined>;
  /** Newest first. */
  versions(scope: TenantScope, name: string): Promise<ToolVersion[]>;
  save(principal: Principal, definition: ToolDefinition): Promise<KeptTool>;
  /** Returns its id. Throws `TOOL_NOT_FOUND`, and `TOOL_REFUSED` for one that is as it comes with Millwright. */
  remove(principal: Principal, name: string): Promise<string>;
}

export function createToolStore({ database, clock, crypto, shipped }: ToolStoreDeps): ToolStore {
  const asTheyCome = shipped.map((definition): KeptTool => ({ definition, origin: 'shipped', version: 0, changedAt: null, id: null }));
  const names = new Map(shipped.map((definition) => [definition.name, definition]));

  /** What a plant cannot change of a tool of Millwright stays as it comes, whatever an older version says. */
  function within(definition: ToolDefinition): ToolDefinition {
    const own = names.get(definition.name);
    return own === undefined ? definition : { ...definition, kind: own.kind, config: own.config, input: own.input, output: own.output, writes: own.writes };
  }

  function toTools({ id, version, definition, changed_at }: ToolRow): KeptTool[] {
    const read = ToolDefinition.safeParse(definition);
    return read.success ? [{ id, definition: within(read.data), origin: 'plant', version, changedAt: changed_at.toISOString() }] : [];
  }

  async function list(scope: TenantScope): Promise<KeptTool[]> {
    const rows = await database.withTenant(scope, (tx) => tx.rows<ToolRow>(sql`SELECT id, name, version, definition, changed_at FROM tools WHERE tenant_id = ${tx.tenantId} AND definition IS NOT NULL`));
    const known = new Set(rows.map(({ name }) => name));
    return [...asTheyCome.filter(({ definition }) => !known.has(definition.name)), ...rows.flatMap(toTools)].toSorted((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
  }

  async function find(scope: TenantScope, name: string): Promise<KeptTool | undefined> {
    const row = await database.withTenant(scope, (tx) => tx.maybe<ToolRow>(sql`SELECT id, name, version, definition, changed_at FROM tools WHERE tenant_id = ${tx.tenantId} AND name = ${name} AND definition IS NOT NULL`));
    return row === undefined ? asTheyCome.find(({ definition }) => definition.name === name) : toTools(row)[0];
  }

  /** Writes the next version; a definition of null removes. */
  async function write(tx: Transaction, { tenantId, userId }: Principal, name: string, definition: ToolDefinition | null): Promise<ToolRow> {
    const [now, kept] = [clock.now(), definition === null ? null : JSON.stringify(definition)];
    const row = await tx.one<ToolRow>(sql`
      INSERT INTO tools (id, tenant_id, name, version, definition, changed_at) VALUES (${crypto.uuid()}, ${tenantId}, ${name}, 1, ${kept}::text::jsonb, ${now})
      ON CONFLICT (tenant_id, name) DO UPDATE SET version = tools.version + 1, definition = EXCLUDED.definition, changed_at = EXCLUDED.changed_at
      RETURNING id, name, version, definition, changed_at`);
    await tx.run(sql`INSERT INTO tool_versions (tenant_id, tool_id, version, definition, saved_by, saved_at)
      VALUES (${tenantId}, ${row.id}, ${row.version}, ${kept}::text::jsonb, ${userId}, ${now})`);
    return row;
  }

  return {
    list,
    find,
    async versions(scope, name) {
      const rows = await database.withTenant(scope, (tx) =>
        tx.rows<{ version: number; definition: unknown; saved_at: Date; saved_by: string }>(sql`
          SELECT v.version, v.definition, v.saved_at, v.saved_by FROM tool_versions v JOIN tools t ON t.tenant_id = v.tenant_id AND t.id = v.tool_id
          WHERE v.tenant_id = ${tx.tenantId} AND t.tenant_id = ${tx.tenantId} AND t.name = ${name} ORDER BY v.version DESC LIMIT 200`),
      );
      return rows.map(({ version, definition, saved_at, saved_by }) => ({
        version, definition: ToolDefinition.nullable().safeParse(definition).data ?? null, savedAt: saved_at.toISOString(), savedBy: saved_by,
      }));
    },
    async save(principal, definition) {
      const kept = within(definition);
      const { id, version, changed_at } = await database.withTenant(principal, (tx) => write(tx, principal, kept.name, kept));
      return { id, definition: kept, origin: 'plant', version, changedAt: changed_at.toISOString() };
    },
    async remove(principal, name) {
      const found = await find(principal, name);
      if (!found) throw new MillwrightError('TOOL_NOT_FOUND');
      if (found.origin === 'shipped') throw new MillwrightError('TOOL_REFUSED', 'This tool comes with Millwright and cannot be removed. Switch it off instead.');
      return (await database.withTenant(principal, (tx) => write(tx, principal, name, null))).id;
    },
  };
}
