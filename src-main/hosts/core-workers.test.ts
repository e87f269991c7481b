import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createCoreWorkers, type WorkerPort } from './core-workers.ts';
import type { FromCore } from './electron/core-messages.ts';

const channels: MessageChannel[] = [];
afterEach(() => channels.splice(0).forEach(({ port1, port2 }) => [port1, port2].forEach((port) => port.close())));

/** A real channel whose near end looks like Electron's port: events carry their data. */
function channel() {
  const made = new MessageChannel();
  channels.push(made);
  const near: WorkerPort = {
    postMessage: (message) => made.port1.postMessage(message),
    on: (_event, listener) => made.port1.on('message', (data: unknown) => listener({ data })),
    start: () => made.port1.start(),
    close: () => made.port1.close(),
  };
  return { near, far: made.port2 };
}

describe('createCoreWorkers', () => {
  it('keeps what is sent before the worker is there, and then delivers in order', async () => {
    const asked: FromCore[] = [];
    const workers = createCoreWorkers((message) => asked.push(message));
    const worker = workers.spawn('inference-worker');
    worker.send('first');
    const { near, far } = channel();
    const got: unknown[] = [];
    const three = new Promise<void>((resolve) => far.on('message', (message) => void (got.push(message) === 2 && resolve())));
    workers.take({ kind: 'worker', id: 1 }, near);
    worker.send({ bytes: new Uint8Array([7]) });
    await three;
    expect(asked).toEqual([{ kind: 'spawn', id: 1, entry: 'inference-worker' }]);
    expect(got).toEqual(['first', { bytes: new Uint8Array([7]) }]);
  });

  it('passes on what the worker says', async () => {
    const workers = createCoreWorkers(() => undefined);
    const worker = workers.spawn('embedding-worker');
    const said = new Promise((resolve) => worker.onMessage(resolve));
    const { near, far } = channel();
    workers.take({ kind: 'worker', id: 1 }, near);
    far.postMessage({ vectors: 3 });
    expect(await said).toEqual({ vectors: 3 });
  });

  it('tells the end of each worker once and sends nothing to one that has ended', () => {
    const asked: FromCore[] = [];
    const workers = createCoreWorkers((message) => asked.push(message));
    const [one, two] = [workers.spawn('inference-worker'), workers.spawn('inference-worker')];
    const ends: unknown[] = [];
    one.onExit((code) => ends.push(['one', code]));
    two.onExit((code) => ends.push(['two', code]));
    two.kill();
    expect(asked.at(-1)).toEqual({ kind: 'kill', id: 2 });
    workers.take({ kind: 'worker-ended', id: 2, code: null }, undefined);
    workers.take({ kind: 'worker-ended', id: 2, code: null }, undefined);
    two.send('too late');
    expect(ends).toEqual([['two', null]]);
  });
});
