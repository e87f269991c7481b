import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Credential } from '#core/pipeline/call.ts';

/** What a request brings to every call it makes. */
export interface RequestCall {
  credential: Credential;
  caller: string;
  agent: string | null;
  correlationId: string;
  signal: AbortSignal;
}

/** A signal that aborts when the caller goes away before the answer is complete, or the server closes. */
export function requestSignal(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const socket = reply.raw;
  if (socket.closed && !socket.writableFinished) gone.abort(new Error('the caller went away'));
  socket.once('close', () => {
    if (!socket.writableFinished) gone.abort(new Error('the caller went away'));
  });
  return AbortSignal.any([gone.signal, closing]);
}

/** Names the other end for limits and logs. */
export function callerOf(request: FastifyRequest): string {
  return `http:${request.ip}`;
}

const LONGEST_AGENT = 200;

/** What the other end says it is, shortened and without control characters. */
export function agentOf(request: FastifyRequest): string | null {
  return request.headers['user-agent']?.replace(/\p{C}/gu, '').slice(0, LONGEST_AGENT) ?? null;
}

export function newCorrelationId(): string {
  return randomUUID();
}
