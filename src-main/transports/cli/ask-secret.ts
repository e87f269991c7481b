import type { Interface } from 'node:readline/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MillwrightError } from '#shared/contract/errors.ts';

/** Asks on a terminal without showing what is typed. */
export async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line: Interface = createInterface({ input: process.stdin, output: muted, terminal: true });
  process.stderr.write(question);
  try {
    // In raw mode Ctrl-C arrives as a key.
    line.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return await line.question('', { signal });
  } catch (error) {
    throw new MillwrightError('CANCELLED', undefined, { cause: error });
  } finally {
    line.close();
    process.stderr.write('\n');
  }
}
