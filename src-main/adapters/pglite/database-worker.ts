import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { DurableNodeFS } from './durable-node-fs.ts';
import type { AppliedMigration, CallName, Entry, Migration, WorkerCalls, WorkerFailure, WorkerReply, WorkerRequest } from './worker-protocol.ts';

// Entry of the thread that owns PGlite: WebAssembly never runs on the core's event loop, and a statement that hangs can
// be ended together with its thread. Calls are answered one after the other, in the order they came.

const INT8 = 20;
const NUMERIC = 1700;

const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');

/** Below so many pages of a table (8 KiB each), any plan will do. */
const SMALL_PAGES = 32;
let files: DurableNodeFS | undefined;
let opened: PGlite | undefined;
let entered: { role: string; xid: string } | undefined;

type Handlers = { [Name in CallName]: (input: WorkerCalls[Name]['in']) => Promise<WorkerCalls[Name]['out']> };

const handlers: Handlers = {
  async open({ directory }) {
    files = new DurableNodeFS(directory);
    opened = await PGlite.create({
      fs: files,
      // -F would switch fsync off, -O allow changes to system tables.
      startParams: [...PGlite.defaultStartParams.filter((each) => each !== '-F' && each !== '-O'), '-c', 'wal_sync_method=fsync'],
      parsers: { [INT8]: Number, [NUMERIC]: Number },
    });
    return null;
  },

  async applied() {
    const pg = database();
    const { rows } = await pg.query<{ known: boolean }>("SELECT to_regclass('public.schema_migrations') IS NOT NULL AS known");
    if (!rows[0]?.known) return null;
    return (await pg.query<AppliedMigration>('SELECT number, name, sha256 FROM public.schema_migrations ORDER BY number')).rows;
  },

  async migrate({ number, name, sql, sha256 }: Migration) {
    const pg = database();
    await pg.exec(`CREATE TABLE IF NOT EXISTS public.schema_migrations
      (number integer PRIMARY KEY, name text NOT NULL, sha256 char(64) NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    await pg.transaction(async (tx) => {
      await tx.exec(sql);
      await tx.query('INSERT INTO public.schema_migrations (number, name, sha256) VALUES ($1, $2, $3)', [number, name, sha256]);
    });
    return null;
  },

  async begin(entry: Entry) {
    const pg = database();
    const [tenant, user] = entry.role === 'millwright_app' ? [entry.tenantId, entry.userId] : [null, null];
    // One message to PostgreSQL where parameters would take six; the values are checked for it.
    const results = await pg.exec(`BEGIN; SELECT ctx.enter(${uuidLiteral(tenant)}, ${uuidLiteral(user)}, '${entry.role}') AS xid`);
    entered = { role: entry.role, xid: String(results.at(-1)?.rows[0]?.['xid']) };
    return null;
  },

  async query({ text, values }) {
    const pg = database();
    // Outside a transaction that was entered, a statement would run with the owner's rights.
    if (!entered || !pg.isInTransaction()) throw new Error('a statement came outside a transaction');
    const { rows, affectedRows } = await pg.query(text, [...values]);
    if (!pg.isInTransaction()) throw new Error('a statement ended the transaction it ran in');
    return { rows, affected: affectedRows ?? 0 };
  },

  async finish({ commit }) {
    const pg = database();
    if (commit) await checkStillEntered(pg);
    await pg.exec(commit ? 'COMMIT' : 'ROLLBACK');
    entered = undefined;
    if (pg.isInTransaction()) throw new Error('the transaction did not end');
    return null;
  },

  async vacuum({ table }) {
    await database().exec(`VACUUM (ANALYZE) ${table}`);
    return null;
  },

  async analyse({ table }) {
    await database().exec(`ANALYZE ${table}`);
    return null;
  },

  async rewrite({ table }) {
    if (!/^(?:pg_catalog\.)?[a-z_]+$/.test(table)) throw new Error('not the name of a table');
    await database().exec(`VACUUM (FULL, ANALYZE) ${table}`);
    return null;
  },

  async forgetLog() {
    // Segments that would be used again keep what stood in them.
    await database().exec('SET wal_recycle = off; SELECT pg_switch_wal(); CHECKPOINT; CHECKPOINT; RESET wal_recycle');
    return null;
  },

  async tables() {
    const { rows } = await database().query<{ name: string }>("SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
    return rows.map(({ name }) => name);
  },

  async grownTables() {
    const { rows } = await database().query<{ name: string }>(`SELECT oid::regclass::text AS name FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) / current_setting('block_size')::int > 1.25 * relpages + ${SMALL_PAGES}`);
    return rows.map(({ name }) => name);
  },

  async fsyncs() {
    return files?.fsyncs ?? 0;
  },

  async close() {
    await opened?.close();
    return null;
  },
};

function database(): PGlite {
  if (!opened) throw new Error('the database is not open');
  return opened;
}

function uuidLiteral(id: string | null): string {
  if (id === null) return 'NULL';
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error('not a UUID');
  return `'${id}'`;
}

async function checkStillEntered(pg: PGlite): Promise<void> {
  const results = await pg.exec('SELECT current_user::text AS role, pg_catalog.pg_current_xact_id_if_assigned()::text AS xid');
  const now = results[0]?.rows[0];
  if (!entered || now?.['role'] !== entered.role || now['xid'] !== entered.xid) throw new Error('the transaction is not the one that was entered');
}

async function answer({ id, call, input }: WorkerRequest): Promise<WorkerReply> {
  try {
    const handler = handlers[call] as (input: unknown) => Promise<unknown>;
    return { id, ok: true, output: await handler(input) };
  } catch (error) {
    return { id, ok: false, failure: describe(error) };
  }
}

function describe(error: unknown): WorkerFailure {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; severity?: unknown; constraint?: unknown; errno?: unknown };
  const code = typeof fields.code === 'string' ? fields.code : undefined;
  const fromPostgres = code !== undefined && fields.severity !== undefined;
  return {
    message: error instanceof Error ? error.message : String(error),
    sqlState: fromPostgres ? code : null,
    constraint: typeof fields.constraint === 'string' ? fields.constraint : undefined,
    systemCode: fromPostgres ? undefined : code,
  };
}

let last: Promise<void> = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  last = last.then(async () => port.postMessage(await answer(request)));
});
