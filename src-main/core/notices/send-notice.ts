import type { Database } from '#core/ports/database.ts';
import { type MailSender, type SendEnd, webhookOrigin, type WebhookSender } from '#core/ports/outgoing-notices.ts';
import type { DeliveryRow } from './delivery-rows.ts';
import { mailWords, type Told, webhookBody } from './notice-words.ts';
import type { KeptNotices, NoticeSettingsStore } from './settings-store.ts';

export interface SendDeps {
  database: Database;
  store: Pick<NoticeSettingsStore, 'load' | 'secretOf'>;
  webhooks: WebhookSender;
  mails: MailSender;
}

/** How an attempt ended, and which machine was contacted: none where it did not come to that. */
export type Sent = SendEnd & { host: string | null };

const refused = (sentence: string): Sent => ({ end: 'refused', sentence, host: null });
const NOT_OURS = 'The secret that is kept for it was sealed by another installation. An admin gives it again.';

/** Makes one attempt to tell one receiver, as the plant has set it by now. Throws only the signal's reason. */
export function createSendNotice({ database, store, webhooks, mails }: SendDeps) {
  async function post(tenantId: string, kept: KeptNotices, told: Told, signal: AbortSignal): Promise<Sent> {
    if (kept.webhook === null) return refused('The webhook was switched off.');
    const secret = store.secretOf(tenantId, kept, 'webhook');
    if (secret === null) return refused(NOT_OURS);
    const { url, reach } = kept.webhook;
    return { ...(await webhooks.send({ id: told.id, url, reach, secret, body: webhookBody(told, kept.address) }, signal)), host: webhookOrigin(url).replace(/^.*\/\//, '') };
  }

  async function mail(tenantId: string, kept: KeptNotices, told: Told, to: string | null, signal: AbortSignal): Promise<Sent> {
    if (kept.email === null) return refused('E-mail was switched off.');
    if (to === null) return refused('The person has no address any more, or may not sign in.');
    const { user, from, language, host, port, tls, reach, certificateAuthority } = kept.email;
    const password = store.secretOf(tenantId, kept, 'mail');
    if (user !== null && password === null) return refused(NOT_OURS);
    const account = user === null || password === null ? null : { user, password };
    return { ...(await mails.send({ id: told.id, from, to, ...mailWords(told, kept.address, language) }, { host, port, tls, reach, certificateAuthority, account }, signal)), host };
  }

  return async (tenantId: string, row: DeliveryRow, signal: AbortSignal): Promise<Sent> => {
    const kept = await database.withTenant({ tenantId, userId: null }, store.load);
    const told: Told = { id: row.id, kind: row.kind, at: row.created_at, facts: row.facts };
    return row.channel === 'webhook' ? post(tenantId, kept, told, signal) : mail(tenantId, kept, told, row.address, signal);
  };
}

export type SendNotice = ReturnType<typeof createSendNotice>;
