import { createHash } from 'node:crypto';
import { McpFault, type McpPlace } from '#core/ports/mcp-servers.ts';

const IDLE_MS = 300_000;
const MOST_CONNECTIONS = 32;
/** No plant takes all there are. */
const MOST_OF_PLANT = 16;

/** Something that is connected to a server. */
export interface Session {
  /** Ends it, and tells the server where there is something to tell. */
  leave(): Promise<void>;
}

interface Connection<S> {
  key: string;
  place: McpPlace;
  session: Promise<S>;
  /** Calls that are going on. */
  busy: number;
  /** Counts up with every use of any. */
  used: number;
  idle: NodeJS.Timeout | null;
}

/** Connections to servers, kept while they are used: each for one server of one plant, and for the callers that prove themselves with the same. */
export interface ConnectionPool<S> {
  /** Throws `McpFault` where too many are busy, and what connecting throws. */
  using<T>(place: McpPlace, work: (session: S) => Promise<T>): Promise<T>;
  /** The next use makes a new one; what is going on in the present one goes on. */
  retire(place: McpPlace): void;
  /** Ends those of them, with what is going on in them. */
  end(which: (place: McpPlace) => boolean): Promise<void>;
}

/** @param connect tells by `gone` that a connection has ended by itself */
export function createConnectionPool<S extends Session>(connect: (place: McpPlace, gone: () => void) => Promise<S>): ConnectionPool<S> {
  const all = new Set<Connection<S>>();
  const current = new Map<string, Connection<S>>();
  let uses = 0;

  function forget(connection: Connection<S>): void {
    all.delete(connection);
    if (current.get(connection.key) === connection) current.delete(connection.key);
    if (connection.idle) clearTimeout(connection.idle);
  }

  async function leave(connection: Connection<S>): Promise<void> {
    forget(connection);
    await connection.session.then((session) => session.leave()).catch(() => undefined);
  }

  /** What was used longest ago and does nothing goes first. */
  function makeRoom(tenantId: string): void {
    const own = [...all].filter(({ place }) => place.tenantId === tenantId);
    const crowd = own.length >= MOST_OF_PLANT ? own : [...all];
    if (own.length < MOST_OF_PLANT && all.size < MOST_CONNECTIONS) return;
    const [oldest] = crowd.filter(({ busy }) => busy === 0).toSorted((a, b) => a.used - b.used);
    if (oldest === undefined) throw new McpFault('Too many MCP servers are in use at once.', true);
    void leave(oldest);
  }

  function connectionTo(place: McpPlace): Connection<S> {
    const key = keyOf(place);
    const kept = current.get(key);
    if (kept) return kept;
    makeRoom(place.tenantId);
    const made: Connection<S> = { key, place, session: connect(place, () => forget(made)), busy: 0, used: 0, idle: null };
    all.add(made);
    current.set(key, made);
    return made;
  }

  function rest(connection: Connection<S>): void {
    if (!all.has(connection)) return;
    if (current.get(connection.key) !== connection) return void leave(connection);
    connection.idle = setTimeout(() => void leave(connection), IDLE_MS).unref();
  }

  return {
    async using(place, work) {
      const connection = connectionTo(place);
      if (connection.idle) clearTimeout(connection.idle);
      connection.busy += 1;
      connection.used = uses += 1;
      try {
        return await work(await connection.session);
      } finally {
        connection.busy -= 1;
        if (connection.busy === 0) rest(connection);
      }
    },
    retire(place) {
      const connection = current.get(keyOf(place));
      if (!connection) return;
      current.delete(connection.key);
      if (connection.busy === 0) void leave(connection);
    },
    async end(which) {
      await Promise.all([...all].filter(({ place }) => which(place)).map(leave));
    },
  };
}

/** Whose connection it is, without what is secret in it. */
const keyOf = ({ tenantId, name, source, headers }: McpPlace): string => createHash('sha256').update(JSON.stringify([tenantId, name, source, headers])).digest('hex');
