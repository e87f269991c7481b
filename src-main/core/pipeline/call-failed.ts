import { type ErrorBody, MillwrightError } from '#shared/contract/errors.ts';

/** What leaves the pipeline when a call fails: a public error with the correlation id under which the log explains it. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly error: MillwrightError;
  readonly correlationId: string;

  constructor(error: MillwrightError, correlationId: string) {
    super(error.message, { cause: error });
    this.error = error;
    this.correlationId = correlationId;
  }

  body(): ErrorBody {
    const { code, message, retryAfter } = this.error;
    return { code, message, correlationId: this.correlationId, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }
}
