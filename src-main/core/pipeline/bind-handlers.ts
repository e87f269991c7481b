import type { Declaration, InputOf, Operation, Operations, StreamDeclaration, UnaryDeclaration } from '#shared/contract/define-operations.ts';
import type { z } from 'zod';
import type { Call, Principal } from './call.ts';

type CallFor<D extends Declaration> = Call<D['permission'] extends 'anonymous' ? Principal | null : Principal>;

export type Handler<D extends Declaration> = D extends StreamDeclaration
  ? (input: InputOf<D>, call: CallFor<D>) => AsyncIterable<z.input<D['yields']>>
  : D extends UnaryDeclaration
    ? (input: InputOf<D>, call: CallFor<D>) => Promise<z.input<D['output']>>
    : never;

export type Handlers<T extends Record<string, Declaration>> = { [K in keyof T]: Handler<T[K]> };

/** An operation with the function that does it, types erased: what the pipeline keeps in its table. */
export interface BoundOperation {
  operation: Operation;
  handle: (input: unknown, call: Call<Principal | null>) => Promise<unknown> | AsyncIterable<unknown>;
}

/** Binds a feature's handlers. Does not compile if one is missing, superfluous, or plain where a stream is promised. */
export function bindHandlers<const T extends Record<string, Declaration>>(operations: Operations<T>, handlers: Handlers<T>): BoundOperation[] {
  const table = operations as Record<string, Operation>;
  return Object.entries(table).map(([key, operation]) => ({
    operation,
    handle: handlers[key] as unknown as BoundOperation['handle'],
  }));
}
