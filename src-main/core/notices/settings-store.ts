import { type GivenNotices, NoticeSettings, type ShownNotices } from '#shared/contract/notices.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import type { Egress } from '#core/ports/egress.ts';
import { mailOrigin, webhookOrigin } from '#core/ports/outgoing-notices.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';

/** What counts now, with the secrets still sealed. */
export interface KeptNotices extends NoticeSettings {
  version: number;
  savedAt: Date | null;
  sealed: { webhook: string | null; mail: string | null };
}

interface Row {
  version: number;
  settings: unknown;
  webhook_secret: string | null;
  mail_password: string | null;
  saved_at: Date;
}

/** How approvers of a plant are told, in versions of which the latest counts. */
export interface NoticeSettingsStore {
  load(tx: Transaction): Promise<KeptNotices>;
  /** Throws `EGRESS_REFUSED` and `NOTICES_REFUSED`. */
  save(scope: TenantScope & { userId: string }, given: GivenNotices): Promise<KeptNotices>;
  shown(kept: KeptNotices): ShownNotices;
  /** Null for one that is not kept, or was sealed by another installation. */
  secretOf(tenantId: string, kept: KeptNotices, of: Kind): string | null;
}

type Kind = keyof KeptNotices['sealed'];

export function createNoticeSettings({ database, secrets, clock, egress }: { database: Database; secrets: Secrets; clock: Clock; egress: Pick<Egress, 'allows'> }): NoticeSettingsStore {
  async function load(tx: Transaction): Promise<KeptNotices> {
    const row = await tx.maybe<Row>(sql`SELECT version, settings, webhook_secret, mail_password, saved_at FROM notice_settings WHERE tenant_id = ${tx.tenantId} ORDER BY version DESC LIMIT 1`);
    return { ...NoticeSettings.parse(row?.settings ?? {}), version: row?.version ?? 0, savedAt: row?.saved_at ?? null, sealed: { webhook: row?.webhook_secret ?? null, mail: row?.mail_password ?? null } };
  }

  function requireAllowed({ webhook, email }: GivenNotices): void {
    const refused = [webhook && webhookOrigin(webhook.url), email && mailOrigin(email)].find((origin) => origin !== null && !egress.allows(origin));
    if (refused) throw new MillwrightError('EGRESS_REFUSED', `This machine may not contact ${refused}. Its owner allows it with --outbound ${refused}.`);
  }

  /** A new one sealed, or the one there is: that is kept only for where it was given for, so that nobody who never knew it can have it sent elsewhere. */
  function sealedFor(tenantId: string, kind: Kind, given: string | undefined, kept: string | null, same: boolean): string | null {
    if (given !== undefined) return secrets.seal(given, contextOf(tenantId, kind));
    return same ? kept : null;
  }

  return {
    load,
    save(scope, given) {
      requireAllowed(given);
      const settings = NoticeSettings.parse(given);
      return database.withTenant(scope, async (tx) => {
        const before = await load(tx);
        const webhook = settings.webhook && sealedFor(tx.tenantId, 'webhook', given.webhook?.secret, before.sealed.webhook, sameOrigin(before.webhook?.url, settings.webhook.url));
        const mail = settings.email?.user == null ? null : sealedFor(tx.tenantId, 'mail', given.email?.password, before.sealed.mail, sameAccount(before.email, settings.email));
        if (settings.webhook !== null && webhook === null) throw new MillwrightError('NOTICES_REFUSED', 'Give the secret that the webhook is signed with: none is kept for that server.');
        if (settings.email?.user != null && mail === null) throw new MillwrightError('NOTICES_REFUSED', 'Give the password of the mail account: none is kept for that server, encryption and user.');
        const now = clock.now();
        await tx.run(sql`INSERT INTO notice_settings (tenant_id, version, settings, webhook_secret, mail_password, saved_by, saved_at)
          VALUES (${tx.tenantId}, ${before.version + 1}, ${JSON.stringify(settings)}::text::jsonb, ${webhook}, ${mail}, ${scope.userId}, ${now})`);
        await tx.run(sql`UPDATE notice_settings SET webhook_secret = NULL, mail_password = NULL WHERE tenant_id = ${tx.tenantId} AND version <= ${before.version}`);
        return { ...settings, version: before.version + 1, savedAt: now, sealed: { webhook, mail } };
      });
    },
    shown({ address, webhook, email, version, savedAt, sealed }) {
      return {
        address, version, savedAt: savedAt?.toISOString() ?? null,
        webhook: webhook && { ...webhook, hasSecret: sealed.webhook !== null, reachable: egress.allows(webhook.url) },
        email: email && { ...email, hasPassword: sealed.mail !== null, reachable: egress.allows(mailOrigin(email)) },
      };
    },
    secretOf: (tenantId, { sealed }, of) => (sealed[of] === null ? null : secrets.open(sealed[of], contextOf(tenantId, of))),
  };
}

const contextOf = (tenantId: string, kind: Kind): string => `notices/${tenantId}/${kind}`;

const sameOrigin = (before: string | undefined, now: string): boolean => before !== undefined && webhookOrigin(before) === webhookOrigin(now);

/** The encryption as well: a password given for an encrypted connection is not to be sent in the clear. */
function sameAccount(before: NoticeSettings['email'], now: NonNullable<NoticeSettings['email']>): boolean {
  return before !== null && before.host === now.host && before.port === now.port && before.user === now.user && before.tls === now.tls && before.certificateAuthority === now.certificateAuthority;
}
