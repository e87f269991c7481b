import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** Bytes of one message. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;
const GRACE_MS = 1_000;

export interface ServerProgram {
  program: string;
  arguments: readonly string[];
  /** Where it is started; made where it is missing. */
  folder: string;
}

/** A program that speaks over its standard streams. The transport of the SDK hands on parts of our environment and may start a shell (on Windows): this one never does. */
export function programTransport({ program, arguments: given, folder }: ServerProgram): Transport {
  const buffer = new ReadBuffer({ maxBufferSize: LARGEST_MESSAGE });
  let child: ChildProcess | null = null;

  function read(transport: Transport, chunk: Buffer): void {
    try {
      buffer.append(chunk);
      for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage()) transport.onmessage?.(message);
    } catch (error) {
      transport.onerror?.(error instanceof Error ? error : new Error(String(error)));
      child?.kill('SIGKILL');
    }
  }

  const transport: Transport = {
    async start() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const started = spawn(program, given, { cwd: folder, env: {}, shell: false, windowsHide: true, stdio: ['pipe', 'pipe', 'ignore'] });
      child = started;
      started.on('close', () => transport.onclose?.());
      started.stdin.on('error', (error) => transport.onerror?.(error));
      started.stdout.on('data', (chunk: Buffer) => read(transport, chunk));
      await once(started, 'spawn');
      started.on('error', (error) => transport.onerror?.(error));
    },
    async send(message) {
      if (!child?.stdin?.writable) throw new Error('the program has ended');
      if (!child.stdin.write(serializeMessage(message))) await Promise.race([once(child.stdin, 'drain'), once(child, 'close')]);
    },
    async close() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'close');
      child.stdin?.end();
      child.kill('SIGTERM');
      const late = setTimeout(() => child?.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(late);
    },
  };
  return transport;
}
