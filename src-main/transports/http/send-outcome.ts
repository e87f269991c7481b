import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { FastifyReply } from 'fastify';
import type { Outcome } from '#core/pipeline/pipeline.ts';
import type { Operation } from '#shared/contract/define-operations.ts';
import type { PublicFailure } from '#transports/rpc/public-failure.ts';
import { attachmentDisposition } from './content-disposition.ts';
import { eventStream, type EventStreamOptions, startEvents } from './event-stream.ts';
import { OPENAI_FRAMING, wantsStream, wholeCompletion } from './openai-wire.ts';

/** How long the first event may keep the status line waiting. */
const FIRST_EVENT_MS = 1_000;

export interface SendOptions {
  heartbeatMs: number;
  toFailure: (error: unknown) => PublicFailure;
}

/** Answers with what the pipeline returned: JSON, a file, or a stream of events. */
export async function sendOutcome(reply: FastifyReply, operation: Operation, outcome: Outcome, options: SendOptions): Promise<FastifyReply> {
  reply.header('x-correlation-id', outcome.correlationId);
  if (outcome.kind === 'stream') {
    if (operation.wire === 'openai' && !wantsStream(reply.request.body)) return sendJson(reply, await wholeCompletion(outcome.events));
    return sendEvents(reply, outcome.events, operation.wire === 'openai' ? { ...options, framing: OPENAI_FRAMING } : options);
  }
  reply.code(operation.status ?? 200);
  return outcome.value instanceof Blob ? sendFile(reply, outcome.value) : sendJson(reply, outcome.value);
}

export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(value));
}

async function sendEvents(reply: FastifyReply, events: AsyncIterable<unknown>, options: EventStreamOptions): Promise<FastifyReply> {
  const started = await startEvents(events, FIRST_EVENT_MS);
  // A socket's idle clock must not cut a stream that is merely quiet; heartbeats find a reader that is gone.
  reply.raw.socket?.setNoDelay(true);
  return reply
    .code(200)
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('x-accel-buffering', 'no')
    .send(eventStream(started, options));
}

/**
 * A stored file goes out byte for byte and is never shown by the browser itself: it may be anything a person was sent, scripts
 * included, and it comes from our origin.
 */
function sendFile(reply: FastifyReply, file: Blob): FastifyReply {
  const name = 'name' in file && typeof file.name === 'string' ? file.name : 'document';
  return reply
    .header('content-type', file.type || 'application/octet-stream')
    .header('content-length', String(file.size))
    .header('content-disposition', attachmentDisposition(name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(Readable.fromWeb(file.stream() as NodeReadableStream<Uint8Array>));
}
