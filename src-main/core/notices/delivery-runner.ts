import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import type { Deliver } from './deliver.ts';

const EVERY_MS = 15_000;
/** What comes within this is looked for together. */
const SOON_MS = 20;
const MOST_DUE = 200;

/** Sends in the background what is due: one after the other for each plant and way, so that a receiver that is slow holds up nobody else's. */
export interface DeliveryRunner {
  /** Takes up what a stop left, and looks again by the clock from then on. */
  start(): void;
  /** Looks soon; not before the start. Not to be called within a transaction. */
  wake(): void;
  close(): Promise<void>;
}

export function createDeliveryRunner({ database, clock, logger, deliver }: { database: Database; clock: Clock; logger: Logger; deliver: Deliver }): DeliveryRunner {
  const stopping = new AbortController();
  const lanes = new Map<string, Promise<boolean>>();
  const taken = new Set<string>();
  let looking: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setInterval> | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;

  /** Whether it could be dealt with: what cannot even be written down waits for the clock. */
  async function one(tenantId: string, id: string): Promise<boolean> {
    try {
      if (!stopping.signal.aborted) await deliver(tenantId, id, stopping.signal);
      return true;
    } catch (error) {
      if (!stopping.signal.aborted) logger.error('a notice could not be sent', { tenantId, notice: id, error: String(error) });
      return false;
    } finally {
      taken.delete(id);
    }
  }

  function queue(tenantId: string, channel: string, id: string): void {
    if (taken.has(id)) return;
    taken.add(id);
    const lane = `${tenantId}/${channel}`;
    const last = (lanes.get(lane) ?? Promise.resolve(true)).then(() => one(tenantId, id));
    lanes.set(lane, last);
    void last.then((done) => {
      if (lanes.get(lane) !== last) return;
      lanes.delete(lane);
      // What became due again while it was still in hand.
      if (done) wake();
    });
  }

  function wake(): void {
    if (timer === null || stopping.signal.aborted) return;
    clearTimeout(soon);
    soon = setTimeout(lookNow, SOON_MS);
    soon.unref?.();
  }

  async function look(): Promise<void> {
    if (stopping.signal.aborted) return;
    const due = await database.withSystem((tx) =>
      tx.rows<{ tenant_id: string; id: string; channel: string }>(sql`SELECT tenant_id, id, channel FROM notice_deliveries
        WHERE state = 'waiting' AND next_at <= ${clock.now()} AND tenant_id IN (SELECT id FROM tenants WHERE is_active) ORDER BY next_at, id LIMIT ${MOST_DUE}`),
    );
    for (const { tenant_id: tenantId, channel, id } of due) queue(tenantId, channel, id);
  }

  function lookNow(): void {
    looking = looking.then(look).catch((error: unknown) => logger.error('notices that are due could not be looked for', { error: String(error) }));
  }

  return {
    start() {
      timer = setInterval(lookNow, EVERY_MS);
      timer.unref?.();
      lookNow();
    },
    wake,
    async close() {
      stopping.abort();
      if (timer !== null) clearInterval(timer);
      clearTimeout(soon);
      await looking;
      await Promise.all(lanes.values());
    },
  };
}
