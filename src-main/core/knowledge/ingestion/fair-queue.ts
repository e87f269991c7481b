/**
 * First in, first out within a tenant; tenants take turns, so that one plant's thousand files don't hold up another's one.
 * What is pushed as `later` waits until a tenant has nothing else.
 */
export interface FairQueue<T> {
  push(tenantId: string, item: T, options?: { later?: boolean }): void;
  /** The next item of a tenant that is not `held`. */
  shift(held?: (tenantId: string) => boolean): { tenantId: string; item: T } | undefined;
  /** Takes out what is found; false where nothing was. */
  remove(tenantId: string, matches: (item: T) => boolean): boolean;
  sizeOf(tenantId: string): number;
  readonly size: number;
}

/** An array whose first item is taken without moving the others. */
interface Lane<T> {
  items: T[];
  head: number;
}

export function createFairQueue<T>(): FairQueue<T> {
  // A Map keeps insertion order: the tenant served is put back at its end.
  const tenants = new Map<string, [now: Lane<T>, later: Lane<T>]>();

  function take(tenantId: string, lanes: [Lane<T>, Lane<T>]): T | undefined {
    tenants.delete(tenantId);
    const lane = lengthOf(lanes[0]) > 0 ? lanes[0] : lanes[1];
    const item = lane.items[lane.head];
    lane.head += 1;
    if (lane.head > 1_000 && lane.head * 2 > lane.items.length) {
      lane.items = lane.items.slice(lane.head);
      lane.head = 0;
    }
    if (lengthOf(lanes[0]) + lengthOf(lanes[1]) > 0) tenants.set(tenantId, lanes);
    return item;
  }

  return {
    push(tenantId, item, { later = false } = {}) {
      const lanes = tenants.get(tenantId) ?? [{ items: [], head: 0 }, { items: [], head: 0 }];
      tenants.set(tenantId, lanes);
      lanes[later ? 1 : 0].items.push(item);
    },
    shift(held = () => false) {
      for (const [tenantId, lanes] of tenants) {
        if (held(tenantId)) continue;
        const item = take(tenantId, lanes);
        return item === undefined ? undefined : { tenantId, item };
      }
      return undefined;
    },
    remove(tenantId, matches) {
      for (const lane of tenants.get(tenantId) ?? []) {
        const at = lane.items.findIndex((item, n) => n >= lane.head && matches(item));
        if (at < 0) continue;
        lane.items.splice(at, 1);
        const lanes = tenants.get(tenantId);
        if (lanes !== undefined && lengthOf(lanes[0]) + lengthOf(lanes[1]) === 0) tenants.delete(tenantId);
        return true;
      }
      return false;
    },
    sizeOf(tenantId) {
      const lanes = tenants.get(tenantId);
      return lanes === undefined ? 0 : lengthOf(lanes[0]) + lengthOf(lanes[1]);
    },
    get size() {
      let sum = 0;
      for (const lanes of tenants.values()) sum += lengthOf(lanes[0]) + lengthOf(lanes[1]);
      return sum;
    },
  };
}

const lengthOf = (lane: Lane<unknown>): number => lane.items.length - lane.head;
