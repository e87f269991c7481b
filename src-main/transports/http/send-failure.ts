import type { FastifyReply } from 'fastify';
import type { ErrorBody } from '#shared/contract/errors.ts';
import type { PublicFailure } from '#transports/rpc/public-failure.ts';

/** The one shape of an error over HTTP. */
export function failureBody(body: ErrorBody): { error: ErrorBody } {
  return { error: body };
}

export function sendFailure(reply: FastifyReply, { status, body }: PublicFailure): FastifyReply {
  if (body.retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(body.retryAfter))));
  return reply
    .code(status)
    .header('x-correlation-id', body.correlationId)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(failureBody(body)));
}
