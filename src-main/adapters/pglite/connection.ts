import { MillwrightError } from '#shared/contract/errors.ts';
import { type OpenOptions, close, openDirectory, openExisting } from './open-directory.ts';
import { isFatal, toError } from './to-error.ts';
import type { WorkerLink } from './worker-link.ts';
import type { CallName, WorkerCalls } from './worker-protocol.ts';

/** The one connection to the database. A thread that hung, crashed or met a full disk is ended, and a new one opened with the next call. */
export class Connection {
  readonly #options: OpenOptions;
  #link: WorkerLink | null = null;
  #closed = false;
  #restarts = 0;

  constructor(options: OpenOptions) {
    this.#options = options;
  }

  get restarts(): number {
    return this.#restarts;
  }

  async open(): Promise<void> {
    this.#link = await openDirectory(this.#options).catch(explain);
  }

  /** Makes sure there is a thread to talk to. */
  async ready(): Promise<void> {
    if (this.#closed) throw new MillwrightError('INTERNAL', undefined, { detail: 'database: it has been closed' });
    if (this.#link) return;
    this.#link = await openExisting(this.#options).catch(explain);
    this.#options.logger.info('database restarted', { restarts: this.#restarts });
  }

  /** Rejects with what the caller should see; see {@link toError}. */
  async call<Name extends CallName>(name: Name, input: WorkerCalls[Name]['in'], limitMs: number): Promise<WorkerCalls[Name]['out']> {
    if (!this.#link) throw new MillwrightError('INTERNAL', undefined, { detail: 'database: it was restarted meanwhile' });
    try {
      return await this.#link.call(name, input, limitMs);
    } catch (error) {
      if (!isFatal(error)) throw toError(error);
      await this.restart(String(error));
      // On a full disk PGlite hangs more often than it says so.
      if (await this.#options.floor.isExhausted()) throw new MillwrightError('DISK_FULL', undefined, { cause: error });
      throw toError(error);
    }
  }

  /** Ends the thread; uncommitted work is lost, committed work is not. */
  async restart(reason: string): Promise<void> {
    const link = this.#link;
    if (!link) return;
    this.#link = null;
    this.#restarts += 1;
    this.#options.logger.error('the database is restarted', { reason });
    await link.kill();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const link = this.#link;
    this.#link = null;
    if (link) await close(link);
  }
}

function explain(error: unknown): never {
  throw toError(error);
}
