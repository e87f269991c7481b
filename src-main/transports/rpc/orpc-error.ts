import { ORPCError } from '@orpc/server';
import { type ErrorBody, ERRORS, isErrorCode } from '#shared/contract/errors.ts';
import { publicFailure } from './public-failure.ts';

/** Our error as oRPC carries it: `code` from the closed list, `data` the body with the correlation id. */
export type WireError = ORPCError<string, ErrorBody>;

function isWireError(error: unknown): error is WireError {
  return error instanceof ORPCError && isErrorCode(error.code);
}

/** Turns any error into one that may be sent. An error of oRPC's own (wrong method, unreadable body) is the caller's mistake. */
export function toWireError(error: unknown, onUnexpected: (error: unknown, correlationId: string) => void): WireError {
  if (isWireError(error)) return error;
  if (error instanceof ORPCError && error.status < 500) return malformedRequest();
  const { status, body, expected } = publicFailure(error);
  if (!expected) onUnexpected(error, body.correlationId);
  return new ORPCError<string, ErrorBody>(body.code, { status, message: body.message, data: body });
}

function malformedRequest(): WireError {
  const [status, message] = ERRORS.INVALID_INPUT;
  const data: ErrorBody = { code: 'INVALID_INPUT', message, correlationId: crypto.randomUUID() };
  return new ORPCError<string, ErrorBody>('INVALID_INPUT', { status, message, data });
}
