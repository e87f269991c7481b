import { MillwrightError } from '#shared/contract/errors.ts';
import { notices } from '#shared/contract/notices.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { Deliver } from './deliver.ts';
import { addDelivery, beginAgain, deliveriesWhere, toDelivery } from './delivery-rows.ts';
import type { NoticeSettingsStore } from './settings-store.ts';

/** A test is sent by whoever asked for it; should the program end meanwhile, it is sent later. */
const OURS_MS = 60_000;

export interface NoticeHandlerDeps {
  database: Database;
  store: NoticeSettingsStore;
  deliver: Deliver;
  wake(): void;
  clock: Clock;
  crypto: Crypto;
}

export function noticeHandlers({ database, store, deliver, wake, clock, crypto }: NoticeHandlerDeps) {
  return bindHandlers(notices, {
    settings: async (_input, { principal }) => store.shown(await database.withTenant(principal, store.load)),
    async save(given, { principal, note }) {
      const saved = await store.save(principal, given);
      note({ metadata: { version: saved.version, webhook: saved.webhook !== null, email: saved.email !== null } });
      return store.shown(saved);
    },
    async test({ channel, to = null }, { principal, correlationId, signal }) {
      const { tenantId } = principal;
      if (channel === 'email' && to === null) throw new MillwrightError('NOTICES_REFUSED', 'Say to which address the mail is to go.');
      const id = crypto.uuid();
      await database.withTenant(principal, async (tx) => {
        if ((await store.load(tx))[channel] === null) throw new MillwrightError('NOTICES_REFUSED', 'This is not set up yet. Save it first.');
        const facts = { plant: principal.tenantName, call: null };
        await addDelivery(tx, { id, kind: 'test', channel, approval_id: null, user_id: null, address: channel === 'email' ? to : null, facts, correlation_id: correlationId }, { now: clock.now(), dueAt: new Date(clock.now().getTime() + OURS_MS) });
      });
      await deliver(tenantId, id, signal);
      const [row] = await database.withTenant(principal, (tx) => deliveriesWhere(tx, sql`d.id = ${id}`));
      if (!row) throw new MillwrightError('DELIVERY_NOT_FOUND');
      return toDelivery(row);
    },
    deliveries: ({ limit }, { principal }) => database.withTenant(principal, async (tx) => ({ deliveries: (await deliveriesWhere(tx, sql`true`, limit)).map(toDelivery) })),
    async retry({ id }, { principal }) {
      if (!(await database.withTenant(principal, (tx) => beginAgain(tx, id, clock.now())))) throw new MillwrightError('DELIVERY_NOT_FOUND');
      wake();
      return { trying: true };
    },
  });
}
