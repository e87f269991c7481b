import { expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { createDocumentEvents, type DocumentEvent } from './document-events.ts';

const changed = (id: string, progress: number): DocumentEvent => ({ type: 'changed', document: { id, progress } as DocumentSummary });

it('gives a slow reader the latest state of each document, its own plant only, and ends on abort', async () => {
  const events = createDocumentEvents();
  const stop = new AbortController();
  const seen: DocumentEvent[][] = [];
  const stream = events.subscribe('ours', stop.signal);
  for (const progress of [0.1, 0.2, 0.3]) events.publish('ours', changed('a', progress));
  events.publish('theirs', changed('x', 1));
  events.publish('ours', { type: 'removed', id: 'b' });
  for await (const event of stream) {
    seen.push(event);
    queueMicrotask(() => stop.abort());
  }
  expect(seen).toEqual([[changed('a', 0.3), { type: 'removed', id: 'b' }]]);
});

it('gathers a storm of changes without losing the last state of anything', async () => {
  const events = createDocumentEvents();
  const stop = new AbortController();
  const stream = events.subscribe('ours', stop.signal);
  const last = new Map<string, DocumentEvent>();
  let pieces = 0;
  const reading = (async () => {
    for await (const gathered of stream) {
      pieces += 1;
      for (const event of gathered) if (event.type === 'changed') last.set(event.document.id, event);
    }
  })();
  const told = new Map<string, DocumentEvent>();
  for (let n = 0; n < 2_000; n += 1) {
    const event = changed(`d${n % 40}`, n);
    told.set(`d${n % 40}`, event);
    events.publish('ours', event);
    if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await expect.poll(() => Object.fromEntries(last)).toEqual(Object.fromEntries(told));
  stop.abort();
  await reading;
  expect(pieces).toBeLessThan(200);
});
