import type { SqlStatement } from './sql.ts';

/** One open transaction. Rows come back with PostgreSQL's names; `timestamptz` as `Date`, `jsonb` parsed, `bigint` as number. */
export interface Transaction {
  /**
   * The tenant of its scope, for the condition that every statement over a tenant's table carries. In a transaction of the system,
   * which has none, reading it throws.
   */
  readonly tenantId: string;
  rows<Row>(statement: SqlStatement): Promise<Row[]>;
  /** The only row. Throws when there is none or more than one. */
  one<Row>(statement: SqlStatement): Promise<Row>;
  /** The row if there is one. */
  maybe<Row>(statement: SqlStatement): Promise<Row | undefined>;
  /** Runs a change and returns how many rows it touched. */
  run(statement: SqlStatement): Promise<number>;
}

/** Whose rows a transaction may see. `userId` is recorded as the actor of what it writes. */
export interface TenantScope {
  tenantId: string;
  userId: string | null;
}

/**
 * The source of truth. PostgreSQL, embedded or a server. Transactions are short: never hold one across a model call, a
 * stream or a file, because an embedded database has one connection.
 */
export interface Database {
  /**
   * Runs `work` in a transaction that sees and writes only the rows of one tenant (forced row-level security, under a
   * role that cannot lift it). Throws {@link MillwrightError} `DISK_FULL` when the change cannot be made durable.
   */
  withTenant<T>(scope: TenantScope, work: (tx: Transaction) => Promise<T>): Promise<T>;

  /**
   * Runs `work` over the few tables that belong to no tenant or must be read before the tenant is known: tenants,
   * sessions, credentials' look-up, models, ingestion queue. For the core's own fixed statements only.
   */
  withSystem<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;

  /**
   * Writes these tables, and the planner's samples of them, anew: what was deleted from them is then in no file of theirs. Takes as
   * long as copying what is left, during which nothing else of the database runs. In a server's backups and archives it stays.
   */
  expunge(tables: readonly string[], onTable?: (table: string) => void): Promise<void>;

  /** Cheap proof of life for `/ready`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
