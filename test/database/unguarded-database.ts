import type { PGlite } from '@electric-sql/pglite';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import type { SqlStatement } from '#core/ports/sql.ts';

/** A transaction in which nothing but the statement says whose rows it is about: no stamp, no role, no policy. */
export function unguardedTransaction(pg: PGlite, tenantId: string): Transaction {
  const query = <Row>(statement: SqlStatement) => pg.query<Row>(statement.text, [...statement.values]);
  const maybe = async <Row>(statement: SqlStatement) => {
    const { rows } = await query<Row>(statement);
    if (rows.length > 1) throw new Error(`one row was expected, ${rows.length} came`);
    return rows[0];
  };
  return {
    tenantId,
    maybe,
    rows: async <Row>(statement: SqlStatement) => (await query<Row>(statement)).rows,
    async one<Row>(statement: SqlStatement) {
      const row = await maybe<Row>(statement);
      if (row === undefined) throw new Error('one row was expected, none came');
      return row;
    },
    run: async (statement) => (await query(statement)).affectedRows ?? 0,
  };
}

/** Runs what asks for a tenant's transaction in whatever transaction is open. */
export function unguardedDatabase(pg: PGlite): Database {
  const never = () => Promise.reject(new Error('only the transactions of tenants are looked at here'));
  return {
    withTenant: <T>({ tenantId }: TenantScope, work: (tx: Transaction) => Promise<T>) => work(unguardedTransaction(pg, tenantId)),
    withSystem: never, expunge: never, ping: never, close: never,
  };
}
