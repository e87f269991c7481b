import { MillwrightError } from '#shared/contract/errors.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { SqlStatement, SqlValue } from '#core/ports/sql.ts';
import type { Connection } from './connection.ts';
import type { DiskFloor } from './disk-floor.ts';
import { statementKind } from './statement-kind.ts';

export interface OpenTransaction {
  tx: Transaction;
  /** The first statement that failed, if one did. */
  readonly failure: { error: unknown } | null;
  /** Milliseconds since the last statement; 0 while one runs. */
  idleMs(): number;
  /** From now on every statement is refused: whoever kept hold of `tx` must not reach the next transaction. */
  end(): void;
}

interface Options {
  /** Null for a transaction of the system. */
  tenantId: string | null;
  connection: Connection;
  floor: DiskFloor;
  statementTimeoutMs: number;
}

/** The face of a transaction that has been entered. */
export function createTransaction({ tenantId, connection, floor, statementTimeoutMs }: Options): OpenTransaction {
  let ended = false;
  let running = 0;
  let lastUse = performance.now();
  let failure: { error: unknown } | null = null;

  async function query(statement: SqlStatement) {
    running += 1;
    try {
      if (ended) throw internal('a statement came after its transaction had ended');
      const kind = statementKind(statement.text);
      if (kind === 'refused') throw internal('this kind of statement is not allowed in a transaction');
      if (kind === 'change') await floor.assertWritable();
      return await connection.call('query', { text: statement.text, values: statement.values.map(withoutNeighbours) }, statementTimeoutMs);
    } catch (error) {
      failure ??= { error };
      throw error;
    } finally {
      running -= 1;
      lastUse = performance.now();
    }
  }

  async function maybe<Row>(statement: SqlStatement): Promise<Row | undefined> {
    const { rows } = await query(statement);
    if (rows.length > 1) throw internal(`one row was expected, ${rows.length} came`);
    return rows[0] as Row | undefined;
  }

  return {
    tx: {
      get tenantId() {
        if (tenantId === null) throw internal('a transaction of the system was asked for its tenant');
        return tenantId;
      },
      rows: async <Row>(statement: SqlStatement) => (await query(statement)).rows as Row[],
      maybe,
      async one<Row>(statement: SqlStatement) {
        const row = await maybe<Row>(statement);
        if (row === undefined) throw internal('one row was expected, none came');
        return row;
      },
      run: async (statement) => (await query(statement)).affected,
    },
    get failure() {
      return failure;
    },
    idleMs: () => (running > 0 ? 0 : performance.now() - lastUse),
    end() {
      ended = true;
    },
  };
}

/** A view into a large buffer would take the whole buffer along to the other thread. */
function withoutNeighbours(value: SqlValue): SqlValue {
  return value instanceof Uint8Array && value.byteLength < value.buffer.byteLength ? new Uint8Array(value) : value;
}

function internal(detail: string): MillwrightError {
  return new MillwrightError('INTERNAL', undefined, { detail: `database: ${detail}` });
}
