import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { queue } from '#shared/contract/queue.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { type DocumentRow, summaryOf } from '#core/knowledge/documents/document-rows.ts';
import { visibleDocument } from '#core/knowledge/documents/visible-document.ts';
import type { Database } from '#core/ports/database.ts';
import type { Ingestion } from './ingestion.ts';
import { watchQueue } from './watch-queue.ts';

export function queueHandlers({ database, ingestion }: { database: Database; ingestion: Ingestion }): BoundOperation[] {
  const visible = ({ tenantId, userId, ...rest }: Principal, id: string): Promise<DocumentRow> =>
    database.withTenant({ tenantId, userId }, (tx) => visibleDocument(tx, { tenantId, userId, ...rest }, id));

  return bindHandlers(queue, {
    watch: (_, { principal, signal }) => watchQueue(ingestion, principal.tenantId, signal),

    pause: ({ paused }, { principal }) => ingestion.pause(principal.tenantId, paused),

    async cancel({ id }, { principal }): Promise<DocumentSummary> {
      const { status } = await visible(principal, id);
      if (status === 'pending' || status === 'processing') await ingestion.cancel(principal.tenantId, id);
      return summaryOf(await visible(principal, id));
    },

    async reingest({ id }, { principal }) {
      if (id === undefined) return { queued: await ingestion.readAgain(principal.tenantId, null) };
      const { status } = await visible(principal, id);
      if (status === 'pending' || status === 'processing') throw new MillwrightError('DOCUMENT_BUSY');
      return { queued: await ingestion.readAgain(principal.tenantId, id) };
    },
  });
}
