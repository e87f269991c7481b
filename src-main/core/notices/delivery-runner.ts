import { createBackgroundWork } from '#core/background/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import type { Deliver } from './deliver.ts';

const EVERY_MS = 15_000;
/** What comes within this is looked for together. */
const SOON_MS = 20;
const MOST_DUE = 200;
const LOOK = 'look';

/** Sends in the background what is due: one after the other for each plant and way, so that a receiver that is slow holds up nobody else's. */
export interface DeliveryRunner {
  /** Takes up what a stop left, and looks again by the clock from then on. */
  start(): void;
  /** Looks soon; not before the start. Not to be called within a transaction. */
  wake(): void;
  close(): Promise<void>;
}

export function createDeliveryRunner({ database, clock, logger, deliver }: { database: Database; clock: Clock; logger: Logger; deliver: Deliver }): DeliveryRunner {
  const background = createBackgroundWork({ logger, failure: 'notices that are due could not be looked for' });
  const { closing } = background;
  /** What waits for its turn, by plant and way. */
  const lanes = new Map<string, string[]>();
  const taken = new Set<string>();
  let timer: ReturnType<typeof setInterval> | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;

  /** Whether it could be dealt with: what cannot even be written down waits for the clock. */
  async function one(tenantId: string, id: string): Promise<boolean> {
    try {
      await deliver(tenantId, id, closing);
      return true;
    } catch (error) {
      if (!closing.aborted) logger.error('a notice could not be sent', { tenantId, notice: id, error: String(error) });
      return false;
    } finally {
      taken.delete(id);
    }
  }

  function queue(tenantId: string, channel: string, id: string): void {
    if (taken.has(id)) return;
    taken.add(id);
    const key = `${tenantId}/${channel}`;
    const lane = lanes.get(key) ?? [];
    lanes.set(key, lane);
    lane.push(id);
    background.wake(key, () => empty(tenantId, lane));
  }

  async function empty(tenantId: string, lane: string[]): Promise<void> {
    let done = false;
    for (let id = lane.shift(); id !== undefined && !closing.aborted; id = lane.shift()) done = await one(tenantId, id);
    // What became due again while it was still in hand.
    if (done) wake();
  }

  function wake(): void {
    if (timer === null || closing.aborted) return;
    clearTimeout(soon);
    soon = setTimeout(lookNow, SOON_MS);
    soon.unref?.();
  }

  async function look(): Promise<void> {
    const due = await database.withSystem((tx) =>
      tx.rows<{ tenant_id: string; id: string; channel: string }>(sql`SELECT tenant_id, id, channel FROM notice_deliveries
        WHERE state = 'waiting' AND next_at <= ${clock.now()} AND tenant_id IN (SELECT id FROM tenants WHERE is_active) ORDER BY next_at, id LIMIT ${MOST_DUE}`),
    );
    for (const { tenant_id: tenantId, channel, id } of due) queue(tenantId, channel, id);
  }

  function lookNow(): void {
    background.wake(LOOK, look);
  }

  return {
    start() {
      timer = setInterval(lookNow, EVERY_MS);
      timer.unref?.();
      lookNow();
    },
    wake,
    async close() {
      if (timer !== null) clearInterval(timer);
      clearTimeout(soon);
      await background.close();
    },
  };
}
