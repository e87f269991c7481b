import { chownSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';

/** Database servers do not run as root; `nobody` is there on every Linux. */
const NOBODY = 65_534;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whom a server is started as, with its folder made over to them; nobody else unless this is root. */
export function asNobody(directory: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  chownSync(directory, NOBODY, NOBODY);
  return { uid: NOBODY, gid: NOBODY };
}

/** Looks ten times a second for half a minute. Throws where the server is not there after that. */
export async function untilThere(name: string, there: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await there()); tries += 1) {
    if (tries > 300) throw new Error(`${name} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
