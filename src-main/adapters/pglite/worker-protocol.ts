import type { SqlValue } from '#core/ports/sql.ts';

/** Whose rights a transaction runs with. */
export type Entry = { role: 'millwright_app'; tenantId: string; userId: string | null } | { role: 'millwright_system' };

export interface Migration {
  /** From the file name, counted from 1 without gaps. */
  number: number;
  name: string;
  sql: string;
  /** SHA-256 of the text with line ends as LF, hexadecimal. */
  sha256: string;
}

export type AppliedMigration = Pick<Migration, 'number' | 'name' | 'sha256'>;

/** Everything the thread that owns PGlite can be asked, with what it answers. */
export interface WorkerCalls {
  /** Opens (or creates) the directory. */
  open: { in: { directory: string }; out: null };
  /** Null where the directory holds a database, but not one of Millwright's. */
  applied: { in: null; out: AppliedMigration[] | null };
  /** Runs one migration in one transaction and records it. */
  migrate: { in: Migration; out: null };
  begin: { in: Entry; out: null };
  query: { in: { text: string; values: readonly SqlValue[] }; out: { rows: unknown[]; affected: number } };
  /** Ends the transaction; before a commit it is checked that role and transaction are still the ones that were entered. */
  finish: { in: { commit: boolean }; out: null };
  vacuum: { in: { table: string }; out: null };
  /** Refreshes what the planner knows of a table. */
  analyse: { in: { table: string }; out: null };
  /** Writes a table and its indexes anew, without what was deleted from it. */
  rewrite: { in: { table: string }; out: null };
  /** Checkpoints, and lets go of the log of changes that lies behind. */
  forgetLog: { in: null; out: null };
  tables: { in: null; out: string[] };
  /** Tables that have grown by a quarter since they were analysed, or were never analysed and are no longer small. */
  grownTables: { in: null; out: string[] };
  fsyncs: { in: null; out: number };
  close: { in: null; out: null };
}

export type CallName = keyof WorkerCalls;

export interface WorkerRequest {
  id: number;
  call: CallName;
  input: unknown;
}

/** Why a call failed. `sqlState` is null where it was not PostgreSQL that refused: the thread is then not to be trusted any more. */
export interface WorkerFailure {
  message: string;
  sqlState: string | null;
  constraint: string | undefined;
  /** Code of an operating system error, as `ENOSPC`. */
  systemCode: string | undefined;
}

export type WorkerReply = { id: number; ok: true; output: unknown } | { id: number; ok: false; failure: WorkerFailure };
