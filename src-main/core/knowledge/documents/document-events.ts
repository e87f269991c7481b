import type { DocumentSummary } from '#shared/contract/documents.ts';

export type DocumentEvent = { type: 'changed'; document: DocumentSummary } | { type: 'removed'; id: string };

/** While much is read there is a change every few milliseconds; a person sees no difference. */
const GATHER_MS = 200;

/** Changes to a tenant's documents as they happen, inside this process. */
export interface DocumentEvents {
  publish(tenantId: string, event: DocumentEvent): void;
  /** Events from now on until the signal aborts, gathered: of each document its latest state, not every step. */
  subscribe(tenantId: string, signal: AbortSignal): AsyncIterable<DocumentEvent[]>;
  /** Every event of every tenant as it is published; for the core itself. */
  listen(listener: (tenantId: string, event: DocumentEvent) => void): void;
}

export function createDocumentEvents(): DocumentEvents {
  const listeners = new Map<string, Set<(event: DocumentEvent) => void>>();
  const everywhere: ((tenantId: string, event: DocumentEvent) => void)[] = [];
  return {
    listen: (listener) => void everywhere.push(listener),
    publish(tenantId, event) {
      for (const listener of everywhere) listener(tenantId, event);
      for (const listener of listeners.get(tenantId) ?? []) listener(event);
    },
    subscribe(tenantId, signal) {
      const waiting = new Map<string, DocumentEvent>();
      let wake: () => void = () => undefined;
      const listener = (event: DocumentEvent): void => {
        const id = event.type === 'changed' ? event.document.id : event.id;
        // Behind what came before it, so that the order stays that of the latest changes.
        waiting.delete(id);
        waiting.set(id, event);
        wake();
      };
      const tenant = listeners.get(tenantId) ?? new Set();
      listeners.set(tenantId, tenant.add(listener));
      const onAbort = (): void => wake();
      signal.addEventListener('abort', onAbort, { once: true });
      const stop = (): void => {
        tenant.delete(listener);
        signal.removeEventListener('abort', onAbort);
      };
      return drain(waiting, signal, (resume) => (wake = resume), stop);
    },
  };
}

/** What is waiting, at once after a pause, then gathered: no more often than {@link GATHER_MS}. */
async function* drain(
  waiting: Map<string, DocumentEvent>,
  signal: AbortSignal,
  onWake: (resume: () => void) => void,
  stop: () => void,
): AsyncIterable<DocumentEvent[]> {
  try {
    while (!signal.aborted) {
      if (waiting.size === 0) await new Promise<void>((resolve) => onWake(resolve));
      if (signal.aborted || waiting.size === 0) continue;
      const gathered = [...waiting.values()];
      waiting.clear();
      yield gathered;
      await pause(GATHER_MS, signal);
    }
  } finally {
    stop();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
