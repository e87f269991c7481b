import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asNobody, freePort, untilThere } from './loopback-server.ts';

const run = promisify(execFile);
const INSTALL = '/usr/bin/mariadb-install-db';
const SERVER = '/usr/sbin/mariadbd';
const NEEDED = [INSTALL, SERVER, '/usr/bin/my_print_defaults'];

export interface TestMariadb {
  port: number;
  stop(): Promise<void>;
}

/** Whether Debian's MariaDB is installed here. */
export const mariadbIsHere = (): boolean => NEEDED.every((program) => existsSync(program));

/** A real MariaDB server on loopback that has run these statements, one a line; gone with its data when it is stopped. */
export async function startMariadb(statements: readonly string[]): Promise<TestMariadb> {
  const directory = await mkdtemp(join(tmpdir(), 'millwright-mariadb-'));
  const [data, first, port] = [join(directory, 'data'), join(directory, 'first.sql'), await freePort()];
  await writeFile(first, `${statements.join(';\n')};\n`);
  const as = { ...asNobody(directory), cwd: directory };
  await run(INSTALL, ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'], as);
  const given = [`--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(directory, 'socket')}`, `--init-file=${first}`, '--innodb-flush-log-at-trx-commit=0'];
  const server = spawn(SERVER, ['--no-defaults', ...given], { ...as, stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await untilThere('MariaDB', () => answers(port));
  return {
    port,
    async stop() {
      server.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** It listens once the first statements are through. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
