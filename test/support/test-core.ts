import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Verdict } from '#shared/contract/audit.ts';
import { createArgon2Hasher } from '#adapters/crypto/create-argon2-hasher.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { insertUser } from '#core/identity/index.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { type Core, openCore, type OpenCoreOptions } from '#hosts/compose.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { quietLogger } from '#test/support/test-workers.ts';

export const ADMIN_PASSWORD = 'correct horse 42';

type Value = Record<string, unknown>;

/** The whole core over a temporary data directory, called the way transports call it. */
export interface TestCore {
  core: Core;
  dataDirectory: string;
  /** Calls an operation and gives its value. Rejects with `CallFailed`. */
  call<T = Value>(operation: string, input?: unknown, credential?: Credential, signal?: AbortSignal): Promise<T>;
  /** Calls a streaming operation. */
  events<T = Value>(operation: string, input: unknown, credential: Credential, signal?: AbortSignal): Promise<AsyncIterable<T>>;
  /** Closes the core and opens it again over the same directory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestCore(dataDirectory?: string, options: Partial<OpenCoreOptions> = {}): Promise<TestCore> {
  const directory = dataDirectory ?? (await freshDataDirectory());
  const open = () => openCore({ dataDirectory: directory, shell: 'appliance', logger: quietLogger, inferenceThreads: 1, ...options });
  let people = 0;
  // Every sign-in comes from another place, as the limit on sign-ins is per place.
  const caller = (operation: string) => (/signIn|^sso\.|^offline\./.test(operation) ? `test ${people++}` : 'test');
  const test: TestCore = {
    core: await open(),
    dataDirectory: directory,
    async call<T>(operation: string, input: unknown = {}, credential: Credential = { kind: 'none' }, signal = new AbortController().signal) {
      const outcome = await test.core.pipeline.invoke({ operation, input, credential, signal, caller: caller(operation) });
      if (outcome.kind !== 'value') throw new Error(`${operation} streams`);
      return outcome.value as T;
    },
    async events<T>(operation: string, input: unknown, credential: Credential, signal = new AbortController().signal) {
      const outcome = await test.core.pipeline.invoke({ operation, input, credential, signal, caller: caller(operation) });
      if (outcome.kind !== 'stream') throw new Error(`${operation} does not stream`);
      return outcome.events as AsyncIterable<T>;
    },
    async restart() {
      await test.core.close();
      test.core = await open();
    },
    async close() {
      await test.core.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return test;
}

export const session = (token: string): Credential => ({ kind: 'session', token });

/** Creates the first plant through its one-time link, as a person does, and gives the admin's credential. */
export async function setUpPlant(test: TestCore, sample = false): Promise<Credential> {
  const { setupToken } = await test.call<{ setupToken: string }>('auth.redeemLink', { link: test.core.setupLink() });
  const input = { setupToken, plant: 'Mill One', admin: 'Ada', password: ADMIN_PASSWORD, sample };
  return session((await test.call<{ token: string }>('setup.bootstrap', input)).token);
}

/** Adds a person and signs them in. */
export async function addPerson(test: TestCore, admin: Credential, name: string, role: string): Promise<{ id: string; credential: Credential }> {
  const { id } = await test.call<{ id: string }>('users.add', { name, role, password: ADMIN_PASSWORD }, admin);
  const { token } = await test.call<{ token: string }>('auth.signIn', { name, password: ADMIN_PASSWORD, tenant: 'Mill One' });
  return { id, credential: session(token) };
}

/** Works straight in the database, while no core is open. */
export async function inDatabase(dataDirectory: string, work: (database: Database) => Promise<void>): Promise<void> {
  const program = findProgramFiles();
  const database = await createPgliteDatabase({
    directory: join(dataDirectory, 'pg'), migrationsDirectory: program.resource('migrations'), workerUrl: program.entryUrl('database-worker'), logger: quietLogger,
  });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

/** Adds a second plant with its admin where the core is closed; gives its id. */
export async function addPlant(dataDirectory: string, name: string, admin: string): Promise<string> {
  const hash = await createArgon2Hasher().hash(ADMIN_PASSWORD);
  const tenantId = randomUUID();
  await inDatabase(dataDirectory, (database) => database.withSystem(async (tx) => {
    await tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${tenantId}, ${name}, ${name.toLowerCase().replaceAll(' ', '-')})`);
    await insertUser(tx, { id: randomUUID(), tenantId, name: admin, role: 'admin', hash, now: new Date() });
  }));
  return tenantId;
}

export function streamOf(text: string): { stream: AsyncIterable<Uint8Array> } {
  return {
    stream: (async function* () {
      yield new TextEncoder().encode(text);
    })(),
  };
}

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Checks the audit log of the caller's plant, as the button does. */
export async function verifyLog(test: TestCore, credential: Credential, anchor?: unknown): Promise<Verdict> {
  const events = await collect(await test.events<{ type: string; verdict?: Verdict }>('audit.verify', { anchor }, credential));
  const verdict = events.at(-1)?.verdict;
  if (verdict === undefined) throw new Error('the check gave no verdict');
  return verdict;
}
