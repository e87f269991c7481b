import type { DocumentSummary } from '#shared/contract/documents.ts';

export type DocumentEvent = { type: 'changed'; document: DocumentSummary } | { type: 'removed'; id: string };

/** Changes to a tenant's documents as they happen, inside this process. */
export interface DocumentEvents {
  publish(tenantId: string, event: DocumentEvent): void;
  /** Events from now on until the signal aborts. A slow reader gets the latest state of each document, not every step. */
  subscribe(tenantId: string, signal: AbortSignal): AsyncIterable<DocumentEvent>;
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

async function* drain(
  waiting: Map<string, DocumentEvent>,
  signal: AbortSignal,
  onWake: (resume: () => void) => void,
  stop: () => void,
): AsyncIterable<DocumentEvent> {
  try {
    while (!signal.aborted) {
      const [next] = waiting;
      if (next === undefined) {
        await new Promise<void>((resolve) => onWake(resolve));
        continue;
      }
      waiting.delete(next[0]);
      yield next[1];
    }
  } finally {
    stop();
  }
}
