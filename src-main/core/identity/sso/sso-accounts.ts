import { MillwrightError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/permissions.ts';
import type { Mapped } from '#shared/contract/sso.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import type { Pins } from '../offline/pins.ts';
import { foldName } from '../local-accounts.ts';

export interface SsoAccount {
  user_id: string;
  issuer: string;
  subject: string;
  role: Role;
  display_name: string;
  is_active: boolean;
  roles_as_of: Date;
}

/** A person as the provider knows them, with a role here. */
export type Admitted = Mapped & { subject: string; role: Role };

interface KeptTokens {
  refreshToken: string | null;
  idToken: string | null;
}

/** The people of a plant who come from its provider. */
export interface SsoAccounts {
  find(tenantId: string, issuer: string, subject: string): Promise<SsoAccount | undefined>;
  byUser(tenantId: string, userId: string): Promise<SsoAccount | undefined>;
  /** Takes a person in, or brings up to date what is known of them. Throws `SSO_REFUSED` for one who is disabled here. */
  admit(tenantId: string, issuer: string, person: Admitted, tokens?: KeptTokens): Promise<string>;
  tokens(tenantId: string, userId: string): Promise<KeptTokens>;
  /** The provider answers for this person no more: tokens, offline grant and sessions go. */
  drop(tenantId: string, userId: string): Promise<void>;
}

const COLUMNS = sql`a.user_id, a.issuer, a.subject, u.role, u.display_name, u.is_active, a.roles_as_of`;

interface Dependencies {
  database: Database;
  secrets: Secrets;
  crypto: Crypto;
  clock: Clock;
  grants: Pick<Pins, 'renewGrant'>;
}

export function createSsoAccounts({ database, secrets, crypto, clock, grants }: Dependencies): SsoAccounts {
  const scope = (tenantId: string) => ({ tenantId, userId: null });
  const context = (kind: string, tenantId: string, userId: string): string => `sso-${kind}:${tenantId}:${userId}`;

  const seal = (kind: string, tenantId: string, userId: string, token: string | null): string | null =>
    token === null ? null : secrets.seal(token, context(kind, tenantId, userId));

  const find = (tx: Transaction, issuer: string, subject: string) =>
    tx.maybe<SsoAccount>(sql`SELECT ${COLUMNS} FROM sso_accounts a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id WHERE a.tenant_id = ${tx.tenantId} AND a.issuer = ${issuer} AND a.subject = ${subject}`);

  async function insert(tx: Transaction, tenantId: string, issuer: string, { subject, role, name, login, email }: Admitted): Promise<string> {
    const id = crypto.uuid();
    // A colon stands in no local name, so that nobody can take the place of an account from elsewhere.
    await tx.run(sql`
      INSERT INTO users (id, tenant_id, external_id, email, display_name, role, created_at)
      VALUES (${id}, ${tenantId}, ${`sso:${crypto.sha256(`${issuer}\n${subject}`)}`}, ${email ?? ''}, ${name ?? login ?? subject}, ${role}, ${clock.now()})`);
    await tx.run(sql`
      INSERT INTO sso_accounts (tenant_id, user_id, issuer, subject, login_name, roles_as_of)
      VALUES (${tenantId}, ${id}, ${issuer}, ${subject}, ${foldName(login ?? email ?? subject)}, ${clock.now()})`);
    return id;
  }

  return {
    find: (tenantId, issuer, subject) => database.withTenant(scope(tenantId), (tx) => find(tx, issuer, subject)),
    byUser: (tenantId, userId) =>
      database.withTenant(scope(tenantId), (tx) => tx.maybe<SsoAccount>(sql`SELECT ${COLUMNS} FROM sso_accounts a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id WHERE a.tenant_id = ${tx.tenantId} AND a.user_id = ${userId}`)),

    async admit(tenantId, issuer, person, tokens) {
      const userId = await database.withTenant(scope(tenantId), async (tx) => {
        const known = await find(tx, issuer, person.subject);
        if (known && !known.is_active) throw new MillwrightError('SSO_REFUSED', undefined, { detail: 'disabled here' });
        const id = known?.user_id ?? (await insert(tx, tenantId, issuer, person));
        const { role, name, login, email, subject } = person;
        const now = clock.now();
        await tx.run(sql`UPDATE users SET role = ${role}, display_name = ${name ?? login ?? subject}, email = ${email ?? ''} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        await tx.run(sql`UPDATE sso_accounts SET roles_as_of = ${now}, login_name = ${foldName(login ?? email ?? subject)} WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
        await tx.run(sql`UPDATE sessions SET roles_as_of = ${now}, method = 'sso' WHERE tenant_id = ${tx.tenantId} AND user_id = ${id} AND method <> 'local' AND revoked_at IS NULL`);
        if (tokens) {
          await tx.run(sql`
            UPDATE sso_accounts SET refresh_token = ${seal('refresh', tenantId, id, tokens.refreshToken)}, id_token = ${seal('id', tenantId, id, tokens.idToken)}
            WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
        }
        return id;
      });
      await grants.renewGrant(tenantId, userId);
      return userId;
    },

    async tokens(tenantId, userId) {
      const row = await database.withTenant(scope(tenantId), (tx) =>
        tx.maybe<{ refresh_token: string | null; id_token: string | null }>(sql`SELECT refresh_token, id_token FROM sso_accounts WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`),
      );
      const open = (kind: string, sealed: string | null | undefined): string | null => (sealed ? secrets.open(sealed, context(kind, tenantId, userId)) : null);
      return { refreshToken: open('refresh', row?.refresh_token), idToken: open('id', row?.id_token) };
    },

    drop: (tenantId, userId) =>
      database.withTenant(scope(tenantId), async (tx) => {
        await tx.run(sql`UPDATE sso_accounts SET refresh_token = NULL, id_token = NULL, offline_grant = NULL, pin_hash = NULL WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`);
        await tx.run(sql`UPDATE sessions SET revoked_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND method <> 'local' AND revoked_at IS NULL`);
      }),
  };
}
