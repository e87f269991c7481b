import type { Credential } from '#core/pipeline/call.ts';

/** What a transport knows about one call before the pipeline looks at it. */
export interface CallContext {
  credential: Credential;
  caller: string;
  agent?: string | null;
  correlationId?: string;
  /** Ends the call beside the caller's own signal: the transport is closing. */
  closing?: AbortSignal;
  /** Lets the transport act on a plain result (set a cookie) and change what is sent. */
  onValue?: (operation: string, value: unknown) => unknown;
  /** Lets the transport act on a failure (take a dead session's cookie away). */
  onFailure?: (code: string) => void;
}
