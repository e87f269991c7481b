import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asNobody, freePort, untilThere } from './loopback-server.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

export interface TestPostgres {
  port: number;
  password: string;
  /** Runs statements as the owner. */
  sql(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Folder of a PostgreSQL that is installed here; null where there is none. */
export function postgresFolder(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

/** A real PostgreSQL server on loopback, gone with its data when it is stopped. */
export async function startPostgres(bin: string): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'millwright-postgres-'));
  const as = asNobody(directory);
  const data = join(directory, 'data');
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { ...as, cwd: directory });
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${directory}`, '-c', 'fsync=off'], { ...as, cwd: directory, stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const sql = async (text: string): Promise<void> => {
    await run(join(bin, 'psql'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'owner', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-qc', text]);
  };
  await untilThere('PostgreSQL', () => run(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).then(() => true, () => false));
  return {
    port,
    password: 'unused-417',
    sql,
    async stop() {
      server.kill('SIGINT');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
