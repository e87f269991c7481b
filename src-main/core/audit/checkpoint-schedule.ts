import type { Logger } from '#core/ports/logger.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { AuditTrail } from './trail.ts';

const LOOK_MS = 60_000;
const EVERY_RECORDS = 1_000;
const EVERY_MS = 3_600_000;

export interface CheckpointSchedule {
  /** Ends the schedule with a checkpoint of every log that was written to. */
  close(): Promise<void>;
}

/** Makes a checkpoint of each log that grew: after a thousand records, after an hour, and at the end. */
export function scheduleCheckpoints({ trail, checkpoints, logger }: { trail: AuditTrail; checkpoints: Checkpoints; logger: Logger }): CheckpointSchedule {
  const covered = new Map<string, { seq: number; at: number }>();
  let elapsed = 0;

  async function look(all: boolean): Promise<void> {
    for (const [tenantId, seq] of trail.heads()) {
      const last = covered.get(tenantId) ?? { seq: 0, at: elapsed };
      covered.set(tenantId, last);
      if (seq === last.seq || !(all || seq - last.seq >= EVERY_RECORDS || elapsed - last.at >= EVERY_MS)) continue;
      try {
        await checkpoints.make(tenantId);
        covered.set(tenantId, { seq, at: elapsed });
      } catch (error) {
        logger.error('a checkpoint of the audit log could not be made', { tenantId, error: String(error) });
      }
    }
  }

  const timer = setInterval(() => {
    elapsed += LOOK_MS;
    void look(false);
  }, LOOK_MS);
  timer.unref?.();
  return {
    async close() {
      clearInterval(timer);
      await look(true);
    },
  };
}
