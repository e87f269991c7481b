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
  get(key: string): readonly GenerateEvent[] | null;
  put(tenantId: string, key: string, events: readonly GenerateEvent[]): void;
  /** Lets go of all that belongs to a plant. */
  clear(tenantId: string): void;
  readonly bytes: number;
}

/** Bytes of an entry beside its text: its key and its objects. */
const OVERHEAD_BYTES = 400;

export function createResponseCache({ bytes: most, ttlMs }: ResponseCacheLimits, now: () => number): ResponseCache {
  // A Map keeps insertion order: what is used goes to its end.
  const entries = new Map<string, Entry>();
  let total = 0;

  function drop(key: string): void {
    total -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return null;
      drop(key);
      if (entry.until <= now()) return null;
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
    get bytes() {
      return total;
    },
  };
}
