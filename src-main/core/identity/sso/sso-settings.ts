import type { SsoConfig } from '#shared/contract/sso.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { ProviderDocuments } from '#core/ports/identity-provider.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';

export interface SsoSettings extends SsoConfig {
  tenantId: string;
  clientSecret: string | null;
}

export interface FetchedDocuments {
  documents: ProviderDocuments;
  fetchedAt: Date;
}

interface Row {
  issuer: string;
  client_id: string;
  client_secret: string | null;
  config: Omit<SsoConfig, 'issuer' | 'clientId'>;
  documents: ProviderDocuments | null;
  fetched_at: Date | null;
}

/** How the people of each plant sign in at their provider. */
export interface SsoStore {
  load(tenantId: string): Promise<SsoSettings | null>;
  save(settings: SsoSettings, fetched: FetchedDocuments): Promise<void>;
  remove(tenantId: string): Promise<void>;
  documents(tenantId: string): Promise<FetchedDocuments | null>;
  keepDocuments(tenantId: string, fetched: FetchedDocuments): Promise<void>;
  /** The plants whose people come from an issuer. */
  tenantsOf(issuer: string): Promise<string[]>;
}

const secretContext = (tenantId: string): string => `sso-client-secret:${tenantId}`;

export function createSsoStore({ database, secrets, clock }: { database: Database; secrets: Secrets; clock: Clock }): SsoStore {
  const scope = (tenantId: string) => ({ tenantId, userId: null });
  const row = (tenantId: string) =>
    database.withTenant(scope(tenantId), (tx) => tx.maybe<Row>(sql`SELECT issuer, client_id, client_secret, config, documents, fetched_at FROM sso_settings WHERE tenant_id = ${tx.tenantId}`));

  return {
    async load(tenantId) {
      const found = await row(tenantId);
      if (!found) return null;
      const clientSecret = found.client_secret === null ? null : secrets.open(found.client_secret, secretContext(tenantId));
      return { tenantId, issuer: found.issuer, clientId: found.client_id, clientSecret, ...found.config };
    },
    async save({ tenantId, issuer, clientId, clientSecret, label, scopes, claims, groups, audiences, offlineDays }, { documents, fetchedAt }) {
      const sealed = clientSecret === null ? null : secrets.seal(clientSecret, secretContext(tenantId));
      const config = JSON.stringify({ label, scopes, claims, groups, audiences, offlineDays });
      await database.withTenant(scope(tenantId), (tx) =>
        tx.run(sql`
          INSERT INTO sso_settings (tenant_id, issuer, client_id, client_secret, config, documents, fetched_at, updated_at)
          VALUES (${tenantId}, ${issuer}, ${clientId}, ${sealed}, ${config}::text::jsonb, ${JSON.stringify(documents)}::text::jsonb, ${fetchedAt}, ${clock.now()})
          ON CONFLICT (tenant_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id, client_secret = excluded.client_secret,
            config = excluded.config, documents = excluded.documents, fetched_at = excluded.fetched_at, updated_at = excluded.updated_at`),
      );
    },
    async remove(tenantId) {
      await database.withTenant(scope(tenantId), async (tx) => {
        await tx.run(sql`DELETE FROM sso_settings WHERE tenant_id = ${tx.tenantId}`);
        await tx.run(sql`UPDATE sessions SET revoked_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND method <> 'local' AND revoked_at IS NULL`);
        await tx.run(sql`UPDATE sso_accounts SET refresh_token = NULL, id_token = NULL, offline_grant = NULL, pin_hash = NULL WHERE tenant_id = ${tx.tenantId}`);
      });
    },
    async documents(tenantId) {
      const found = await row(tenantId);
      return found?.documents && found.fetched_at ? { documents: found.documents, fetchedAt: found.fetched_at } : null;
    },
    async keepDocuments(tenantId, { documents, fetchedAt }) {
      await database.withTenant(scope(tenantId), (tx) =>
        tx.run(sql`UPDATE sso_settings SET documents = ${JSON.stringify(documents)}::text::jsonb, fetched_at = ${fetchedAt} WHERE tenant_id = ${tx.tenantId}`),
      );
    },
    async tenantsOf(issuer) {
      const found = await database.withSystem((tx) =>
        tx.rows<{ tenant_id: string }>(sql`SELECT s.tenant_id FROM sso_settings s JOIN tenants t ON t.id = s.tenant_id WHERE s.issuer = ${issuer} AND t.is_active`),
      );
      return found.map(({ tenant_id }) => tenant_id);
    },
  };
}
