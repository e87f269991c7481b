import { MillwrightError } from '#shared/contract/errors.ts';

/** Lets a few callers in at a time; tenants take turns, and within a tenant the first to come is the first to go. */
export interface TenantTurns {
  /**
   * Resolves with the function that ends the turn (safe to call twice). Throws `CANCELLED` when stopped while waiting.
   * @param onAhead told, each time it changes, how many go first
   */
  enter(tenantId: string, signal: AbortSignal, onAhead?: (ahead: number) => void): Promise<() => void>;
  /** Lets in who may go now that there are more places. */
  refresh(): void;
  /** How many wait. */
  waiting(): number;
}

interface Waiting {
  tenantId: string;
  go: (leave: () => void) => void;
  onAhead: (ahead: number) => void;
  ahead: number;
}

/** @param places how many may be inside at once, asked each time somebody could be let in */
export function createTenantTurns(places: () => number = () => 1): TenantTurns {
  // A Map keeps insertion order: a tenant that was served goes to its end.
  const queues = new Map<string, Waiting[]>();
  const inside = new Map<string, number>();
  let busy = 0;

  /** The tenant with the fewest inside; among equals the one that has waited longest. */
  function nextTenant(): string | undefined {
    let best: string | undefined;
    for (const tenantId of queues.keys()) if (best === undefined || insideOf(tenantId) < insideOf(best)) best = tenantId;
    return best;
  }

  const insideOf = (tenantId: string): number => inside.get(tenantId) ?? 0;

  function refresh(): void {
    for (let tenantId = nextTenant(); tenantId !== undefined && busy < Math.max(1, places()); tenantId = nextTenant()) {
      const [waiting, ...rest] = queues.get(tenantId) ?? [];
      queues.delete(tenantId);
      if (rest.length > 0) queues.set(tenantId, rest);
      if (waiting) admit(waiting);
    }
    tellPlaces();
  }

  function admit({ tenantId, go }: Waiting): void {
    busy += 1;
    inside.set(tenantId, insideOf(tenantId) + 1);
    let left = false;
    go(() => {
      if (left) return;
      left = true;
      busy -= 1;
      if (insideOf(tenantId) > 1) inside.set(tenantId, insideOf(tenantId) - 1);
      else inside.delete(tenantId);
      refresh();
    });
  }

  /** Tenants go in rounds: before somebody's nth goes each other tenant's nth, where that tenant comes first, and all before it. */
  function tellPlaces(): void {
    const tenants = [...queues.values()];
    tenants.forEach((queue, place) =>
      queue.forEach((waiting, nth) => {
        const ahead = tenants.reduce((sum, other, at) => sum + Math.min(other.length, at < place ? nth + 1 : nth), 0);
        if (ahead === waiting.ahead) return;
        waiting.ahead = ahead;
        waiting.onAhead(ahead);
      }),
    );
  }

  function withdraw(waiting: Waiting): void {
    const queue = queues.get(waiting.tenantId)?.filter((other) => other !== waiting) ?? [];
    if (queue.length > 0) queues.set(waiting.tenantId, queue);
    else queues.delete(waiting.tenantId);
    tellPlaces();
  }

  return {
    refresh,
    waiting: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
    enter: (tenantId, signal, onAhead = () => undefined) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(new MillwrightError('CANCELLED'));
          return;
        }
        const waiting: Waiting = {
          tenantId,
          onAhead,
          ahead: -1,
          go: (leave) => {
            signal.removeEventListener('abort', stop);
            resolve(leave);
          },
        };
        const stop = (): void => {
          withdraw(waiting);
          reject(new MillwrightError('CANCELLED'));
        };
        signal.addEventListener('abort', stop, { once: true });
        queues.set(tenantId, [...(queues.get(tenantId) ?? []), waiting]);
        refresh();
      }),
  };
}
