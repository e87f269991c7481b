import { type Agent, AgentDefinition, type AgentTemplate, type AgentVersion } from '#shared/contract/agents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

interface AgentRow {
  id: string;
  name: string;
  version: number;
  definition: unknown;
  changed_at: Date;
}

export interface AgentStoreDeps {
  database: Database;
  clock: Clock;
  crypto: Crypto;
  templates: readonly AgentTemplate[];
}

/** The agents of a plant: those that come with Millwright, unless it has one of that name or removed it, and its own. Read anew for every call. */
export interface AgentStore {
  list(scope: TenantScope): Promise<Agent[]>;
  /** Throws `AGENT_NOT_FOUND`. */
  get(scope: TenantScope, name: string): Promise<Agent>;
  /** Newest first; none of one that is as it comes. */
  versions(scope: TenantScope, name: string): Promise<AgentVersion[]>;
  save(principal: Principal, definition: AgentDefinition): Promise<Agent & { id: string }>;
  /** Returns its id. Throws `AGENT_NOT_FOUND`. */
  remove(principal: Principal, name: string): Promise<string>;
}

export function createAgentStore({ database, clock, crypto, templates }: AgentStoreDeps): AgentStore {
  const shipped = templates.filter((template) => template.default).map(({ definition }): Agent => ({ definition, origin: 'shipped', version: 0, changedAt: null }));

  async function list(scope: TenantScope): Promise<Agent[]> {
    const rows = await database.withTenant(scope, (tx) => tx.rows<AgentRow>(sql`SELECT id, name, version, definition, changed_at FROM agents WHERE tenant_id = ${tx.tenantId}`));
    const known = new Set(rows.map(({ name }) => name));
    const all = [...shipped.filter(({ definition }) => !known.has(definition.name)), ...rows.flatMap(toAgent)];
    return all.toSorted((a, b) => a.definition.title.localeCompare(b.definition.title) || a.definition.name.localeCompare(b.definition.name));
  }

  async function get(scope: TenantScope, name: string): Promise<Agent> {
    const agent = (await list(scope)).find(({ definition }) => definition.name === name);
    if (!agent) throw new MillwrightError('AGENT_NOT_FOUND');
    return agent;
  }

  /** Writes the next version; a definition of null removes. */
  async function write(tx: Transaction, { tenantId, userId }: Principal, name: string, definition: AgentDefinition | null): Promise<AgentRow> {
    const [now, kept] = [clock.now(), definition === null ? null : JSON.stringify(definition)];
    const row = await tx.one<AgentRow>(sql`
      INSERT INTO agents (id, tenant_id, name, version, definition, changed_at) VALUES (${crypto.uuid()}, ${tenantId}, ${name}, 1, ${kept}::text::jsonb, ${now})
      ON CONFLICT (tenant_id, name) DO UPDATE SET version = agents.version + 1, definition = EXCLUDED.definition, changed_at = EXCLUDED.changed_at
      RETURNING id, name, version, definition, changed_at`);
    await tx.run(sql`INSERT INTO agent_versions (tenant_id, agent_id, version, definition, saved_by, saved_at)
      VALUES (${tenantId}, ${row.id}, ${row.version}, ${kept}::text::jsonb, ${userId}, ${now})`);
    return row;
  }

  return {
    list,
    get,
    async versions(scope, name) {
      const rows = await database.withTenant(scope, (tx) =>
        tx.rows<{ version: number; definition: unknown; saved_at: Date; saved_by: string }>(sql`
          SELECT v.version, v.definition, v.saved_at, v.saved_by FROM agent_versions v JOIN agents a ON a.tenant_id = v.tenant_id AND a.id = v.agent_id
          WHERE v.tenant_id = ${tx.tenantId} AND a.tenant_id = ${tx.tenantId} AND a.name = ${name} ORDER BY v.version DESC LIMIT 200`),
      );
      return rows.map(({ version, definition, saved_at, saved_by }) => ({ version, definition: readDefinition(definition), savedAt: saved_at.toISOString(), savedBy: saved_by }));
    },
    async save(principal, definition) {
      const { id, version, changed_at } = await database.withTenant(principal, (tx) => write(tx, principal, definition.name, definition));
      return { id, definition, origin: 'plant', version, changedAt: changed_at.toISOString() };
    },
    async remove(principal, name) {
      await get(principal, name);
      return (await database.withTenant(principal, (tx) => write(tx, principal, name, null))).id;
    },
  };
}

function toAgent({ definition, version, changed_at }: AgentRow): Agent[] {
  const read = readDefinition(definition);
  return read === null ? [] : [{ definition: read, origin: 'plant', version, changedAt: changed_at.toISOString() }];
}

/** What an earlier version of Millwright kept gets the fields that came since. */
const readDefinition = (kept: unknown): AgentDefinition | null => (kept === null ? null : AgentDefinition.parse(kept));
