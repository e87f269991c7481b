/** A database of the plant, with what is needed to sign in to it. */
export type SqlSource = SqlHost | { engine: 'sqlite'; file: string };

/** A database server. `reach` is the network its name may lead into. */
export interface SqlHost {
  engine: 'postgres' | 'mysql' | 'sqlserver';
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  tls: boolean;
  certificateAuthority: string | null;
  reach: 'plant' | 'internet' | 'here';
}

/** A question to a database, and how much of an answer is wanted. */
export interface SqlQuery {
  source: SqlSource;
  /** One statement that reads, with its parameters as the engine writes them. */
  statement: string;
  /** In the order of the parameters. */
  values: readonly (string | number | boolean | null)[];
  maxRows: number;
  /** Of the rows as JSON. */
  maxBytes: number;
  /** Milliseconds after which the database is told to stop. */
  timeoutMs: number;
}

/** What a database answered. */
export interface SqlRows {
  columns: string[];
  /** Values in the order of the columns: JSON. */
  rows: unknown[][];
  /** There were more rows than were asked for. */
  more: boolean;
}

/** Why there are no rows, in a sentence that may be shown, and without any words of the database: these stand apart. */
export class SqlQueryFault extends Error {
  /** The database is to blame, not the statement or its values. */
  readonly outage: boolean;
  /** What it said of the statement, as it came; null where it said nothing. */
  readonly said: string | null;

  constructor(sentence: string, outage: boolean, said: string | null = null) {
    super(sentence);
    this.outage = outage;
    this.said = said;
  }
}

/** Runs statements that read in databases of the plant, over a connection that cannot write, apart from the core. */
export interface SqlRunner {
  /** Throws `SqlQueryFault`. */
  run(query: SqlQuery, signal: AbortSignal): Promise<SqlRows>;
  close(): void;
}
