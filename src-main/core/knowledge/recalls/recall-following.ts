import type { DocumentEvents } from '#core/knowledge/documents/document-events.ts';
import { publishFamily } from '#core/knowledge/revisions/revision-news.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { RecallSweep } from './recall-sweep.ts';

/** Documents that become ready one after the other are looked at together. */
const GATHER_MS = 200;

export interface RecallFollowing {
  /** Resolves when nothing that became ready waits to be looked at. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A revision that becomes ready takes the older ones out of force: their watchers and the readers of answers built on them are told. */
export function followRevisions(deps: { database: Database; logger: Logger; events: DocumentEvents; recalls: RecallSweep }): RecallFollowing {
  const waiting = new Map<string, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let telling = false;
  let tail: Promise<void> = Promise.resolve();

  deps.events.listen((tenantId, event) => {
    if (telling || event.type !== 'changed' || event.document.status !== 'ready' || event.document.revisionNo === 1) return;
    waiting.set(tenantId, (waiting.get(tenantId) ?? new Set()).add(event.document.familyId));
    timer ??= setTimeout(flush, GATHER_MS);
  });

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const found = [...waiting];
    waiting.clear();
    tail = tail.then(() => tell(found)).catch((error: unknown) => deps.logger.warn('a new revision could not be told of', { error: String(error) }));
  }

  async function tell(found: readonly [string, Set<string>][]): Promise<void> {
    for (const [tenantId, families] of found) {
      for (const family of families) {
        await publishFamily({ database: deps.database, events: { ...deps.events, publish: quietly } }, tenantId, family);
      }
      await deps.recalls.look(tenantId, { families: [...families] });
    }
  }

  /** What this tells of is not news to itself. */
  function quietly(...[tenantId, event]: Parameters<DocumentEvents['publish']>): void {
    telling = true;
    deps.events.publish(tenantId, event);
    telling = false;
  }

  async function idle(): Promise<void> {
    if (timer !== undefined) flush();
    await tail;
  }

  return { idle, close: idle };
}
