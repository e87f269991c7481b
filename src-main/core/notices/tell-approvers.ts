import type { NoticeKind } from '#shared/contract/notices.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { addDelivery, type NewDelivery, overtake, removeOld } from './delivery-rows.ts';
import type { NoticeSettingsStore } from './settings-store.ts';

/** What happened to a call that people have to agree to. */
export interface ApprovalEvent {
  kind: Exclude<NoticeKind, 'test'>;
  call: { id: string; tool: string; requester: string; needed: number; expiresAt: string };
  /** Ids of the people who may decide it, or might have. */
  asked: readonly string[];
  /** Id of somebody who is told as well, at the address of their account alone. */
  also: string | null;
  correlationId: string;
}

/** Writes down, in the transaction of what happened, whom to tell. Nothing where a plant has not set it. */
export type TellApprovers = (tx: Transaction, event: ApprovalEvent) => Promise<void>;

export interface TellDeps {
  store: Pick<NoticeSettingsStore, 'load'>;
  crypto: Pick<Crypto, 'uuid'>;
  clock: Clock;
}

export function createTellApprovers({ store, crypto, clock }: TellDeps): TellApprovers {
  return async (tx, { kind, call, asked, also, correlationId }) => {
    const now = clock.now();
    await overtake(tx, call.id, now);
    const { webhook, email } = await store.load(tx);
    if (webhook === null && email === null) return;
    await removeOld(tx, now);
    const { plant } = await tx.one<{ plant: string }>(sql`SELECT name AS plant FROM tenants WHERE id = ${tx.tenantId}`);
    const add = (to: Pick<NewDelivery, 'channel' | 'user_id' | 'address'>): Promise<void> =>
      addDelivery(tx, { id: crypto.uuid(), kind, approval_id: call.id, facts: { plant, call }, correlation_id: correlationId, ...to }, { now });
    if (webhook !== null) await add({ channel: 'webhook', user_id: null, address: null });
    if (email !== null) for (const to of await receivers(tx, { asked, also }, email.addresses)) await add({ channel: 'email', ...to });
  };
}

/** Those who are asked, by the address of their account; where none of them has one, the addresses that the plant has set. */
async function receivers(tx: Transaction, { asked, also }: Pick<ApprovalEvent, 'asked' | 'also'>, addresses: readonly string[]): Promise<Pick<NewDelivery, 'user_id' | 'address'>[]> {
  const people = await tx.rows<{ id: string }>(sql`SELECT id FROM users WHERE tenant_id = ${tx.tenantId} AND id = ANY (${also === null ? [...asked] : [...asked, also]}::uuid[]) AND is_active AND email <> '' ORDER BY id`);
  const instead = people.some(({ id }) => asked.includes(id)) ? [] : addresses.map((address) => ({ user_id: null, address }));
  return [...people.map(({ id }) => ({ user_id: id, address: null })), ...instead];
}
