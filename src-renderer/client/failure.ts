import { ORPCError } from '@orpc/client';
import { ERRORS, isErrorCode } from '#shared/contract/errors.ts';
import type { FailureCode } from '#shared/text/en/errors.ts';

/** A call that failed, as a screen shows it: what happened, and the reference under which the log has the reason. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly correlationId: string | null;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | null;

  constructor(code: FailureCode, message: string, correlationId: string | null = null, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.correlationId = correlationId;
    this.retryAfter = retryAfter;
  }

  get endsSession(): boolean {
    return this.code === 'UNAUTHENTICATED' || this.code === 'SESSION_EXPIRED';
  }
}

function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
}

/** Anything thrown by a call, as a `Failure`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return new Failure('CANCELLED', ERRORS.CANCELLED[1]);
  if (thrown instanceof ORPCError && isErrorCode(thrown.code)) {
    const correlationId = field(thrown.data, 'correlationId');
    const retryAfter = field(thrown.data, 'retryAfter');
    return new Failure(
      thrown.code,
      thrown.message,
      typeof correlationId === 'string' ? correlationId : null,
      typeof retryAfter === 'number' ? retryAfter : null,
    );
  }
  return new Failure('UNREACHABLE', thrown instanceof Error ? thrown.message : String(thrown));
}
