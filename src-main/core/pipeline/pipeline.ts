import type { Operation } from '#shared/contract/define-operations.ts';
import type { Credential } from './call.ts';

/** One call as a transport hands it in: nothing in it is trusted yet. */
export interface Invocation {
  /** `feature.operation`. */
  operation: string;
  input: unknown;
  credential: Credential;
  signal: AbortSignal;
  /** Who is at the other end, for limiting callers that are not signed in: an address, a window, the command line. */
  caller: string;
  /** What the other end says it is. */
  agent?: string | null;
  correlationId?: string;
}

export type Outcome =
  | { kind: 'value'; value: unknown; correlationId: string }
  /** Everything up to the handler's first step has passed; errors from here on are thrown by the iteration. */
  | { kind: 'stream'; events: AsyncIterable<unknown>; correlationId: string };

/** The one path every call takes. Rejects with {@link CallFailed}. */
export interface Pipeline {
  readonly operations: ReadonlyMap<string, Operation>;
  invoke(invocation: Invocation): Promise<Outcome>;
}
