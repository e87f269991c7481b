import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Logger } from '#core/ports/logger.ts';
import { failDocument, publicError } from './fail-document.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { announce, DocumentGone } from './progress.ts';
import type { QueueTallies } from './queue-tallies.ts';

export interface IngestionOutcome {
  documentId: string;
  chunks: number;
  outcome: 'ok' | 'failed';
  latencyMs: number;
}

/** How the work on documents ends: counted, shown, recorded. */
export interface DocumentEnds {
  /** Work on a document begins, or goes on. */
  began(tenantId: string, documentId: string): void;
  succeeded(tenantId: string, documentId: string, chunks: number): Promise<void>;
  /** False where not even the failure could be noted. */
  failed(tenantId: string, documentId: string, error: unknown): Promise<boolean>;
  left(tenantId: string, documentId: string, outcome: 'done' | 'failed' | 'dropped'): void;
}

export interface DocumentEndsDeps extends Pick<IngestDeps, 'database' | 'events'> {
  clock: Clock;
  logger: Logger;
  tallies: QueueTallies;
  recordIngestion(tenantId: string, outcome: IngestionOutcome): Promise<void>;
}

export function createDocumentEnds(deps: DocumentEndsDeps): DocumentEnds {
  const { clock, logger, tallies } = deps;
  /** When work on each began in this process. */
  const begun = new Map<string, number>();

  async function settle(tenantId: string, documentId: string, end: { chunks: number; outcome: 'ok' | 'failed' }): Promise<void> {
    const latencyMs = Math.round(clock.elapsed() - (begun.get(documentId) ?? clock.elapsed()));
    left(tenantId, documentId, end.outcome === 'ok' ? 'done' : 'failed');
    await announce(deps, tenantId, documentId);
    await deps.recordIngestion(tenantId, { documentId, ...end, latencyMs });
  }

  function left(tenantId: string, documentId: string, outcome: 'done' | 'failed' | 'dropped'): void {
    begun.delete(documentId);
    tallies.of(tenantId).ended(documentId, outcome);
  }

  function unrecorded(tenantId: string, documentId: string, error: unknown): void {
    logger.error('the end of an ingestion could not be recorded', { tenantId, documentId, error: String(error) });
  }

  return {
    began(tenantId, documentId) {
      if (!begun.has(documentId)) begun.set(documentId, clock.elapsed());
      tallies.of(tenantId).began(documentId);
    },
    async succeeded(tenantId, documentId, chunks) {
      await settle(tenantId, documentId, { chunks, outcome: 'ok' }).catch((error: unknown) => unrecorded(tenantId, documentId, error));
    },
    async failed(tenantId, documentId, error) {
      const failure = publicError(error);
      logger.warn('ingestion failed', { tenantId, documentId, code: failure.code, error: String(error), detail: failure.detail });
      try {
        await failDocument(deps, tenantId, documentId, failure);
        await settle(tenantId, documentId, { chunks: 0, outcome: 'failed' });
        return true;
      } catch (cause) {
        unrecorded(tenantId, documentId, cause);
        return false;
      }
    },
    left,
  };
}

/** Whether work stopped because it was told to, not because it failed. */
export const wasStopped = (error: unknown): boolean => error instanceof DocumentGone || (error instanceof MillwrightError && error.code === 'CANCELLED');
