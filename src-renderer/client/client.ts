import type { Contract } from '#shared/contract/index.ts';
import type { Declaration, EventOf, RequestOf, ResultOf, StreamDeclaration } from '#shared/contract/define-operations.ts';

export interface CallOptions {
  signal?: AbortSignal;
}

type Method<D extends Declaration> = D extends StreamDeclaration
  ? (input: RequestOf<D>, options?: CallOptions) => Promise<AsyncIterable<EventOf<D>>>
  : (input: RequestOf<D>, options?: CallOptions) => Promise<ResultOf<D>>;

type Methods<F> = { readonly [O in keyof F]: F[O] extends Declaration ? Method<F[O]> : never };

/** Every operation of the contract as a typed function; throws `Failure` and nothing else. */
export type Client = { readonly [F in keyof Contract]: Methods<Contract[F]> };

/** What carries a call to the core: HTTP in a browser, a message port on the desktop. */
export interface Link {
  call(path: readonly [feature: string, operation: string], input: unknown, options: LinkOptions): Promise<unknown>;
}

export interface LinkOptions {
  signal: AbortSignal | undefined;
  /** The session's token; used where no cookie carries it. */
  token: string | null;
}
