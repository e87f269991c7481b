import type { FastifyReply } from 'fastify';
import type { ErrorBody } from '#shared/contract/errors.ts';
import type { PublicFailure } from '#transports/rpc/public-failure.ts';
import './fastify-config.ts';

/** The one shape of an error over HTTP. */
export function failureBody(body: ErrorBody): { error: ErrorBody } {
  return { error: body };
}

const TYPES: Readonly<Record<number, string>> = { 401: 'authentication_error', 403: 'permission_error', 429: 'rate_limit_error' };

/** An error as OpenAI's clients read it; `correlationId` is more than they know of, and does no harm. */
export function openAiFailureBody({ status, body }: PublicFailure): { error: ErrorBody & { type: string; param: null } } {
  return { error: { ...body, type: TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'), param: null } };
}

export function sendFailure(reply: FastifyReply, failure: PublicFailure): FastifyReply {
  const { status, body } = failure;
  const openAi = reply.request.routeOptions.config.operation?.wire === 'openai';
  if (body.retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(body.retryAfter))));
  return reply
    .code(status)
    .header('x-correlation-id', body.correlationId)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(openAi ? openAiFailureBody(failure) : failureBody(body)));
}
