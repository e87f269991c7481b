import { randomUUID } from 'node:crypto';
import { CallFailed } from '#core/pipeline/call-failed.ts';
import { type ErrorBody, type ErrorCode, ERRORS, MillwrightError } from '#shared/contract/errors.ts';

/** A failure as it may leave the process: an HTTP status and the body every wire shares. */
export interface PublicFailure {
  status: number;
  body: ErrorBody;
  /** False where the error was not meant for anyone outside: the log should have it. */
  expected: boolean;
}

/** What a transport itself refuses, before or instead of the pipeline. */
export function refusal(code: ErrorCode, message: string, correlationId: string, status: number = ERRORS[code][0]): PublicFailure {
  return { status, body: { code, message, correlationId }, expected: true };
}

/**
 * The public side of any error. Only errors written for the caller keep their words; everything else becomes `INTERNAL`,
 * so that no stack, path or driver message can leave through a transport.
 */
export function publicFailure(error: unknown, correlationId: string = randomUUID()): PublicFailure {
  if (error instanceof CallFailed) return { status: error.error.status, body: error.body(), expected: true };
  if (error instanceof MillwrightError) {
    return { status: error.status, body: new CallFailed(error, correlationId).body(), expected: true };
  }
  const [status, message] = ERRORS.INTERNAL;
  return { status, body: { code: 'INTERNAL', message, correlationId }, expected: false };
}
