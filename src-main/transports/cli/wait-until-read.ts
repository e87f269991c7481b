import { documents, type DocumentSummary } from '#shared/contract/documents.ts';
import { allDocuments } from './all-documents.ts';
import type { OwnerCalls } from './command-context.ts';

/** How long to go on watching after everything is said to be done, before looking again. */
const LOOK_AGAIN_MS = 1_000;

/** Waits until each of these documents is ready or failed, telling every change of one of them. */
export async function waitUntilRead(
  calls: OwnerCalls,
  ids: ReadonlySet<string>,
  options: { signal: AbortSignal; onChange: (document: DocumentSummary) => void },
): Promise<Map<string, DocumentSummary>> {
  const done = new AbortController();
  const told = new Map<string, string>();
  const watching = watch().catch(unlessDone);
  const idling = untilIdle().catch(unlessDone);
  try {
    await Promise.race([watching, idling]);
    return await finalStates();
  } finally {
    done.abort();
    idling.catch(() => undefined);
    await watching.catch(() => undefined);
  }

  function unlessDone(error: unknown): void {
    if (!done.signal.aborted) throw error;
  }

  async function watch(): Promise<void> {
    const open = new Set(ids);
    for await (const event of calls.events(documents.watch, {}, done.signal)) {
      const changed = event.type === 'removed' ? [] : event.documents;
      if (event.type === 'removed') open.delete(event.id);
      for (const document of changed) {
        if (!ids.has(document.id)) continue;
        tell(document);
        if (isFinal(document)) open.delete(document.id);
      }
      if (open.size === 0) return;
    }
  }

  /** The queue's own word, in case a change was missed while watching. */
  async function untilIdle(): Promise<void> {
    for (;;) {
      await calls.core.ingestionIdle(options.signal);
      options.signal.throwIfAborted();
      if (done.signal.aborted || [...(await finalStates()).values()].every(isFinal)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async function finalStates(): Promise<Map<string, DocumentSummary>> {
    const ours = (await allDocuments(calls)).filter((document) => ids.has(document.id));
    return new Map(ours.map((document) => [document.id, document]));
  }

  function tell(document: DocumentSummary): void {
    const state = `${document.status} ${document.stage} ${document.progress}`;
    if (told.get(document.id) === state) return;
    told.set(document.id, state);
    options.onChange(document);
  }
}

export function isFinal({ status }: DocumentSummary): boolean {
  return status === 'ready' || status === 'failed';
}
