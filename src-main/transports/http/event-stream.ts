import { Readable } from 'node:stream';
import type { PublicFailure } from '#transports/rpc/public-failure.ts';
import { failureBody } from './send-failure.ts';
import { within } from './within.ts';

/** How events are written down. */
export interface Framing {
  event(value: unknown): string;
  end: string;
  error(failure: PublicFailure): string;
}

export interface EventStreamOptions {
  heartbeatMs: number;
  toFailure: (error: unknown) => PublicFailure;
  /** Ours unless given. */
  framing?: Framing;
}

/** Events read ahead of the answer's first byte, so that a call which fails at once still gets its proper status. */
export interface StartedEvents {
  iterator: AsyncIterator<unknown>;
  first: Promise<IteratorResult<unknown>>;
}

/** Starts reading. Rejects where the first event fails within `patienceMs`; after that the stream is taken to be running. */
export async function startEvents(events: AsyncIterable<unknown>, patienceMs: number): Promise<StartedEvents> {
  const iterator = events[Symbol.asyncIterator]();
  const first = iterator.next();
  await within(first, patienceMs);
  return { iterator, first };
}

/**
 * The events as `text/event-stream` (WHATWG HTML, 9.2): `event:` is the event's own `type`, `data:` its JSON; comments keep the line alive. It
 * ends with `event: end`, or with `event: error` and the usual error body, so that a reader can tell the end from a cut.
 */
export function eventStream(started: StartedEvents, options: EventStreamOptions): Readable {
  const stream = Readable.from(lines(started, options), { objectMode: false, highWaterMark: 16 * 1024 });
  // Also when the reader left before the first line: the call must reach its own end, where it is recorded.
  stream.once('close', () => void started.iterator.return?.()?.catch(() => undefined));
  return stream;
}

async function* lines({ iterator, first }: StartedEvents, { heartbeatMs, toFailure, framing = OURS }: EventStreamOptions): AsyncGenerator<string> {
  let pending = first;
  yield ': ready\n\n';
  try {
    for (;;) {
      const step = await within(pending, heartbeatMs);
      if (step === 'late') {
        yield ': \n\n';
        continue;
      }
      if (step.done) break;
      yield framing.event(step.value);
      pending = iterator.next();
    }
    yield framing.end;
  } catch (error) {
    yield framing.error(toFailure(error));
  }
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function nameOf(value: unknown): string {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' && /^[\w-]{1,64}$/.test(type) ? type : 'message';
}

const OURS: Framing = {
  event: (value) => frame(nameOf(value), value),
  end: frame('end', {}),
  error: ({ body }) => frame('error', failureBody(body)),
};
