import { expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { createDocumentEvents, type DocumentEvent } from './document-events.ts';

const changed = (id: string, progress: number): DocumentEvent => ({ type: 'changed', document: { id, progress } as DocumentSummary });

it('gives a slow reader the latest state of each document, its own plant only, and ends on abort', async () => {
  const events = createDocumentEvents();
  const stop = new AbortController();
  const seen: DocumentEvent[] = [];
  const stream = events.subscribe('ours', stop.signal);
  for (const progress of [0.1, 0.2, 0.3]) events.publish('ours', changed('a', progress));
  events.publish('theirs', changed('x', 1));
  events.publish('ours', { type: 'removed', id: 'b' });
  for await (const event of stream) {
    seen.push(event);
    if (seen.length === 2) queueMicrotask(() => stop.abort());
  }
  expect(seen).toEqual([changed('a', 0.3), { type: 'removed', id: 'b' }]);
});
