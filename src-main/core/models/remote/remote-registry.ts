import type { InputOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { remoteModels } from '#shared/contract/remote-models.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import type { Egress } from '#core/ports/egress.ts';
import { keepReads } from '#core/settings/index.ts';
import type { RemoteEndpoint } from '#core/ports/remote-chat.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { addRemote, deleteRemote, remoteRows, type RemoteRow } from './remote-rows.ts';

export interface RemoteRegistryDeps {
  database: Database;
  secrets: Secrets;
  egress: Egress;
  crypto: Crypto;
  clock: Clock;
}

/** The models on other machines that a plant has added. */
export interface RemoteRegistry {
  list(tenantId: string): Promise<RemoteRow[]>;
  /** By id, or by name. */
  find(tenantId: string, wanted: string | null | undefined): Promise<RemoteRow | undefined>;
  /** Throws `EGRESS_REFUSED` for an address the owner of the machine does not allow, `MODEL_EXISTS`. */
  add(scope: TenantScope, model: InputOf<(typeof remoteModels)['add']>): Promise<RemoteRow>;
  /** Throws `MODEL_NOT_FOUND`. */
  remove(scope: TenantScope, id: string): Promise<void>;
  /** Whether the owner of the machine lets it be contacted. */
  allowed(row: RemoteRow): boolean;
  /** How it is asked, with its key. Throws `MODEL_UNAVAILABLE` where the key was sealed elsewhere. */
  endpoint(tenantId: string, row: RemoteRow): RemoteEndpoint;
}

export function createRemoteRegistry({ database, secrets, egress, crypto, clock }: RemoteRegistryDeps): RemoteRegistry {
  const reads = keepReads((tenantId) => database.withTenant({ tenantId, userId: null }, remoteRows));
  const list = reads.get;
  return {
    list,
    async find(tenantId, wanted) {
      const rows = wanted ? await list(tenantId) : [];
      return rows.find(({ id }) => id === wanted) ?? rows.find(({ name }) => name === wanted);
    },
    async add(scope, { name, kind, baseUrl, model, apiVersion, apiKey, mostSensitive, price }) {
      if (!egress.allows(baseUrl)) throw new MillwrightError('EGRESS_REFUSED');
      const id = crypto.uuid();
      const row: RemoteRow = {
        id, name, kind, base_url: baseUrl, model, api_version: apiVersion ?? null,
        sealed_key: apiKey ? secrets.seal(apiKey, contextOf(scope.tenantId, id)) : null,
        most_sensitive: mostSensitive, price_in: price.in, price_out: price.out, created_at: clock.now(),
      };
      if (!(await reads.changing(scope.tenantId, () => database.withTenant(scope, (tx) => addRemote(tx, scope.tenantId, row))))) throw new MillwrightError('MODEL_EXISTS');
      return row;
    },
    async remove(scope, id) {
      if (!(await reads.changing(scope.tenantId, () => database.withTenant(scope, (tx) => deleteRemote(tx, id))))) throw new MillwrightError('MODEL_NOT_FOUND');
    },
    allowed: (row) => egress.allows(row.base_url),
    endpoint(tenantId, row) {
      const apiKey = row.sealed_key === null ? null : secrets.open(row.sealed_key, contextOf(tenantId, row.id));
      if (row.sealed_key !== null && apiKey === null) throw new MillwrightError('MODEL_UNAVAILABLE', `The key of ${row.name} cannot be opened on this installation. Remove the model and add it again with its key.`);
      return { kind: row.kind, baseUrl: row.base_url, model: row.model, apiVersion: row.api_version, apiKey };
    },
  };
}

const contextOf = (tenantId: string, id: string): string => `remote-model/${tenantId}/${id}`;
