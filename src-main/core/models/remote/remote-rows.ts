import type { RemoteKind, RemoteModel } from '#shared/contract/remote-models.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { RoleAssignments } from '#core/models/choose-model.ts';

/** A model on another machine as the table holds it. */
export interface RemoteRow {
  id: string;
  name: string;
  kind: RemoteKind;
  base_url: string;
  model: string;
  api_version: string | null;
  sealed_key: string | null;
  most_sensitive: Label;
  price_in: number;
  price_out: number;
  created_at: Date;
}

export function remoteRows(tx: Transaction): Promise<RemoteRow[]> {
  return tx.rows<RemoteRow>(sql`SELECT id, name, kind, base_url, model, api_version, sealed_key, most_sensitive, price_in, price_out, created_at FROM remote_models WHERE tenant_id = ${tx.tenantId} ORDER BY name`);
}

/** False where the name is taken. */
export async function addRemote(tx: Transaction, tenantId: string, row: RemoteRow): Promise<boolean> {
  const added = await tx.maybe(sql`
    INSERT INTO remote_models (id, tenant_id, name, kind, base_url, model, api_version, sealed_key, most_sensitive, price_in, price_out, created_at)
    VALUES (${row.id}, ${tenantId}, ${row.name}, ${row.kind}, ${row.base_url}, ${row.model}, ${row.api_version}, ${row.sealed_key}, ${row.most_sensitive},
      ${row.price_in}, ${row.price_out}, ${row.created_at})
    ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id`);
  return added !== undefined;
}

/** False where there was none. */
export async function deleteRemote(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.maybe(sql`DELETE FROM remote_models WHERE tenant_id = ${tx.tenantId} AND id = ${id} RETURNING id`)) !== undefined;
}

/** Where it runs, with the port where it is an unusual one. */
export const hostOf = ({ base_url }: Pick<RemoteRow, 'base_url'>): string => /^https?:\/\/([^/?#]+)/i.exec(base_url)?.[1]?.toLowerCase() ?? base_url;

/** As callers see it: never with its key. */
export function toRemoteModel(row: RemoteRow, assigned: RoleAssignments, reachable: boolean): Omit<RemoteModel, 'health'> {
  return {
    id: row.id, name: row.name, kind: row.kind, baseUrl: row.base_url, model: row.model, apiVersion: row.api_version,
    hasKey: row.sealed_key !== null, mostSensitive: row.most_sensitive, price: { in: row.price_in, out: row.price_out }, reachable,
    roles: (['fast', 'heavy'] as const).filter((role) => assigned[role] === row.id),
    addedAt: row.created_at.toISOString(),
  };
}
