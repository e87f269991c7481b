import { MillwrightError } from '#shared/contract/errors.ts';

/** Lets one caller in at a time; tenants take turns, and within a tenant the first to come is the first to go. */
export interface TenantTurns {
  /** Resolves with the function that ends the turn (safe to call twice). Throws `CANCELLED` when stopped while waiting. */
  enter(tenantId: string, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  go: (leave: () => void) => void;
}

export function createTenantTurns(): TenantTurns {
  // A Map keeps insertion order: a tenant that was served goes to its end.
  const queues = new Map<string, Waiting[]>();
  let busy = false;

  function next(): void {
    busy = false;
    const [first] = queues;
    if (!first) return;
    const [tenantId, queue] = first;
    queues.delete(tenantId);
    const waiting = queue.shift();
    if (queue.length > 0) queues.set(tenantId, queue);
    if (waiting) admit(waiting);
  }

  function admit(waiting: Waiting): void {
    busy = true;
    let left = false;
    waiting.go(() => {
      if (left) return;
      left = true;
      next();
    });
  }

  function withdraw(tenantId: string, waiting: Waiting): void {
    const queue = queues.get(tenantId)?.filter((other) => other !== waiting) ?? [];
    if (queue.length > 0) queues.set(tenantId, queue);
    else queues.delete(tenantId);
  }

  return {
    enter: (tenantId, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(new MillwrightError('CANCELLED'));
          return;
        }
        const waiting: Waiting = {
          go: (leave) => {
            signal.removeEventListener('abort', stop);
            resolve(leave);
          },
        };
        const stop = (): void => {
          withdraw(tenantId, waiting);
          reject(new MillwrightError('CANCELLED'));
        };
        signal.addEventListener('abort', stop, { once: true });
        if (!busy) admit(waiting);
        else queues.set(tenantId, [...(queues.get(tenantId) ?? []), waiting]);
      }),
  };
}
