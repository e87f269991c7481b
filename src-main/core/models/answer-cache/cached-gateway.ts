import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { AnsweringModel, ChatRequest, ModelGateway } from '#core/models/gateway.ts';
import { createResponseCache, type ResponseCache, type ResponseCacheLimits } from './response-cache.ts';
import { type SharedEvents, shareEvents } from './share-events.ts';

export const ANSWER_CACHE_LIMITS: ResponseCacheLimits = { bytes: 16 * 1024 ** 2, ttlMs: 15 * 60_000 };
/** Whoever asks for more variety than answers have wants another answer each time. */
const STEADY_TEMPERATURE = 0.2;

export interface CachedGatewayDeps {
  clock: Clock;
  crypto: Crypto;
  cache?: ResponseCache;
}

/**
 * The gateway, where exactly the same request of the same plant is answered from memory, and several that run at once share one generation.
 * Never for what is restricted, may need tools, or is to be answered anew.
 */
export function withResponseCache(inner: ModelGateway, { clock, crypto, cache = createResponseCache(ANSWER_CACHE_LIMITS, () => clock.elapsed()) }: CachedGatewayDeps): ModelGateway {
  const running = new Map<string, SharedEvents<GenerateEvent>>();

  function keyOf({ tenantId }: TenantScope, { id, sha256, sentTo }: AnsweringModel, request: ChatRequest): string {
    // All but what says where the answer is kept or may go: what is added to requests later is part of the key by itself.
    const { cacheKey: _cacheKey, lasting: _lasting, label: _label, fresh: _fresh, ...asked } = request;
    const fields = Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return crypto.sha256(JSON.stringify([tenantId, id, sha256, sentTo, fields]));
  }

  /** Shares a generation until it ends or is stopped; nobody joins one that is being stopped. */
  function begin(tenantId: string, key: string, events: AsyncIterable<GenerateEvent>, stopping: AbortController): SharedEvents<GenerateEvent> {
    const ended = (): void => {
      if (running.get(key) === shared) running.delete(key);
    };
    const shared = shareEvents(keeping(tenantId, key, events, ended), () => {
      ended();
      stopping.abort();
    });
    running.set(key, shared);
    return shared;
  }

  /** Passes a generation on and keeps it when it came to its own end, from the model that was asked. */
  async function* keeping(tenantId: string, key: string, events: AsyncIterable<GenerateEvent>, ended: () => void): AsyncGenerator<GenerateEvent, void, void> {
    const kept: GenerateEvent[] = [];
    let whole = true;
    try {
      for await (const event of events) {
        if (event.type === 'model' && event.why === 'fallback') whole = false;
        if (event.type === 'token' || event.type === 'shortened' || event.type === 'fitted' || event.type === 'model' || event.type === 'end') kept.push(event);
        if (event.type === 'end' && event.stopReason !== 'stopped' && whole) cache.put(tenantId, key, kept);
        yield event;
      }
    } finally {
      ended();
    }
  }

  async function* replay(events: readonly GenerateEvent[]): AsyncGenerator<GenerateEvent, void, void> {
    const startedAt = clock.elapsed();
    for (const event of events) {
      const ms = Math.round(clock.elapsed() - startedAt);
      yield event.type === 'end' ? { ...event, reusedTokens: event.promptTokens, firstTokenMs: ms, totalMs: ms, fromCache: true } : event;
    }
  }

  return {
    ...inner,
    async chat(scope, request, signal) {
      if (!mayKeep(request)) return inner.chat(scope, request, signal);
      const stopping = new AbortController();
      const generation = await inner.chat(scope, request, stopping.signal);
      if (!generation) return null;
      const key = keyOf(scope, generation.model, request);
      const known = cache.get(scope.tenantId, key);
      if (known) return { ...generation, events: replay(known) };
      const joined = running.get(key);
      if (joined) return { ...generation, events: asJoined(joined.read(signal)) };
      return { ...generation, events: begin(scope.tenantId, key, generation.events, stopping).read(signal) };
    },
    forget(tenantId, cacheKey) {
      cache.clear(tenantId);
      return inner.forget(tenantId, cacheKey);
    },
  };
}

/** Who joins what is being written for another costs nothing more. */
async function* asJoined(events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent, void, void> {
  for await (const event of events) yield event.type === 'end' ? { ...event, fromCache: true } : event;
}

function mayKeep({ label, tools, fresh, temperature, seed }: ChatRequest): boolean {
  return label !== 'restricted' && tools !== true && fresh !== true && (seed !== undefined || (temperature ?? 0) <= STEADY_TEMPERATURE);
}
