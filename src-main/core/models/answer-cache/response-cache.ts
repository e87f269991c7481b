import type { CacheUse } from '#shared/contract/live-models.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';

interface Entry {
  tenantId: string;
  events: readonly GenerateEvent[];
  bytes: number;
  until: number;
}

export interface ResponseCacheLimits {
  /** Of all answers together, over all plants. */
  bytes: number;
  ttlMs: number;
}

/** Answers to exactly the same request, of which the least recently used go first. Lives in memory only. */
export interface ResponseCache {
  get(tenantId: string, key: string): readonly GenerateEvent[] | null;
  put(tenantId: string, key: string, events: readonly GenerateEvent[]): void;
  /** Lets go of all that belongs to a plant. */
  clear(tenantId: string): void;
  readonly bytes: number;
  use(tenantId: string): CacheUse;
}

/** Bytes of an entry beside its text: its key and its objects. */
const OVERHEAD_BYTES = 400;

export function createResponseCache({ bytes: most, ttlMs }: ResponseCacheLimits, now: () => number): ResponseCache {
  // A Map keeps insertion order: what is used goes to its end.
  const entries = new Map<string, Entry>();
  const counts = new Map<string, { hits: number; misses: number }>();
  let total = 0;

  function count(tenantId: string, hit: boolean): void {
    const { hits, misses } = counts.get(tenantId) ?? { hits: 0, misses: 0 };
    counts.set(tenantId, hit ? { hits: hits + 1, misses } : { hits, misses: misses + 1 });
  }

  function drop(key: string): void {
    total -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  }

  return {
    get(tenantId, key) {
      const entry = entries.get(key);
      const fresh = entry !== undefined && entry.until > now();
      count(tenantId, fresh);
      if (!entry) return null;
      drop(key);
      if (!fresh) return null;
      entries.set(key, entry);
      total += entry.bytes;
      return entry.events;
    },
    put(tenantId, key, events) {
      drop(key);
      const bytes = events.reduce((sum, event) => sum + (event.type === 'token' ? event.text.length * 2 : 0), OVERHEAD_BYTES);
      if (bytes > most) return;
      entries.set(key, { tenantId, events, bytes, until: now() + ttlMs });
      total += bytes;
      for (const [oldest] of entries) {
        if (total <= most) break;
        drop(oldest);
      }
    },
    clear(tenantId) {
      for (const [key, entry] of entries) if (entry.tenantId === tenantId) drop(key);
    },
    use(tenantId) {
      const own = [...entries.values()].filter((entry) => entry.tenantId === tenantId);
      return { hits: 0, misses: 0, ...counts.get(tenantId), entries: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
    },
    get bytes() {
      return total;
    },
  };
}
