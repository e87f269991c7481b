/** First in, first out within a tenant; tenants take turns, so that one plant's thousand files don't hold up another's one. */
export interface FairQueue<T> {
  push(tenantId: string, item: T): void;
  shift(): { tenantId: string; item: T } | undefined;
  readonly size: number;
}

export function createFairQueue<T>(): FairQueue<T> {
  // A Map keeps insertion order: the tenant served is put back at its end.
  const tenants = new Map<string, T[]>();
  return {
    push(tenantId, item) {
      const items = tenants.get(tenantId);
      if (items === undefined) tenants.set(tenantId, [item]);
      else items.push(item);
    },
    shift() {
      const [first] = tenants;
      if (first === undefined) return undefined;
      const [tenantId, items] = first;
      tenants.delete(tenantId);
      const item = items.shift();
      if (items.length > 0) tenants.set(tenantId, items);
      return item === undefined ? undefined : { tenantId, item };
    },
    get size() {
      let sum = 0;
      for (const items of tenants.values()) sum += items.length;
      return sum;
    },
  };
}
