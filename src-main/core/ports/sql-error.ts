/** A statement the database refused. `sqlState` is PostgreSQL's five-character code, as `23505` for a duplicate. For the core, never for a caller. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly sqlState: string;
  /** Name of the constraint it broke, where one was. */
  readonly constraint: string | undefined;

  constructor(message: string, sqlState: string, constraint?: string) {
    super(message);
    this.sqlState = sqlState;
    this.constraint = constraint;
  }
}
