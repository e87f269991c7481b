import { MillwrightError } from '#shared/contract/errors.ts';
import type { ParentChannel } from './connect-to-parent.ts';
import { createCredit } from './credit.ts';
import type { FromWorker, ToWorker, WorkerError } from './worker-messages.ts';

/** What a worker's method gets beside its input. */
export interface WorkerCallContext {
  signal: AbortSignal;
  emit(event: unknown): void;
  /** Undefined while the consumer keeps up; otherwise settles when it has caught up or the call is aborted. */
  room(): Promise<void> | undefined;
}

export type WorkerMethod = (input: unknown, context: WorkerCallContext) => Promise<unknown>;

export type WorkerMethods = Readonly<Record<string, WorkerMethod>>;

/**
 * Answers the calls of the process that started this one, and says when it is ready for them. Call it before the first
 * `await` of the worker; `methods` may still be loading.
 */
export function serveWorker(parent: ParentChannel, methods: Promise<WorkerMethods>): void {
  const calls = new Map<number, { abort: () => void; grant: (events: number) => void }>();
  const send = (message: FromWorker): void => parent.send(message);

  async function answer(id: number, method: string, input: unknown): Promise<void> {
    const abort = new AbortController();
    const credit = createCredit(abort.signal);
    calls.set(id, { abort: () => abort.abort(), grant: credit.grant });
    const emit = (value: unknown): void => {
      credit.spend();
      send({ kind: 'event', id, value });
    };
    try {
      const run = (await methods)[method];
      if (!run) throw new Error(`this worker has no method ${method}`);
      send({ kind: 'result', id, value: await run(input, { signal: abort.signal, emit, room: credit.room }) });
    } catch (error) {
      send({ kind: 'failed', id, error: asWorkerError(error, abort.signal) });
    } finally {
      calls.delete(id);
    }
  }

  parent.onMessage((raw) => {
    const message = raw as ToWorker;
    if (message.kind === 'call') void answer(message.id, message.method, message.input);
    else if (message.kind === 'abort') calls.get(message.id)?.abort();
    else calls.get(message.id)?.grant(message.events);
  });
  methods.then(() => send({ kind: 'ready' }), endProcess);
}

/** A worker that cannot load its code is useless; its end tells the core. */
function endProcess(error: unknown): void {
  console.error(error);
  process.exit(1);
}

function asWorkerError(error: unknown, signal: AbortSignal): WorkerError {
  if (error instanceof MillwrightError) return { code: error.code, message: error.message, detail: error.detail };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (signal.aborted) return { code: 'CANCELLED', message: 'Stopped.', detail };
  return { code: 'INTERNAL', message: 'This failed inside a worker process.', detail };
}
