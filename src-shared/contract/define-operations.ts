import type { z } from 'zod';
import type { AuditEvent } from './audit-events.ts';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/** How often a caller may invoke an operation; the limits per role stand in `core/policy/rate-limits.ts`. */
export type RateClass = 'ask' | 'search' | 'read' | 'write' | 'upload' | 'sign-in' | 'none';

export type HttpRoute = readonly ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', `/${string}`];

/** What of an operation reaches the audit log. `keep` names the only input fields recorded: never content. */
export interface AuditSpec<Field extends string = string> {
  event: AuditEvent;
  /** Event of the record written at the end, where it has a name of its own. */
  ended?: AuditEvent;
  keep: readonly Field[];
  /** Input fields of which only a keyed hash is recorded, as `<field>Hash`: who has the text can show that it is the one. */
  hashed?: readonly Field[];
  /** The input field that holds the id of what is acted on. */
  resource?: Field;
}

interface Declared {
  summary: string;
  /** Verb and path under `/v1`. */
  http: HttpRoute;
  /** Success status over HTTP; 200 unless given. */
  status?: 200 | 201 | 202;
  permission: Permission | 'anonymous';
  /** `null` must be written out: silence is a choice someone made. */
  audit: AuditSpec | null;
  rate: RateClass;
  /** Changes durable state: its intent must be on disk before it runs. */
  changes: boolean;
  /** A published protocol that prescribes how streams and failures look over HTTP. */
  wire?: 'openai';
  input: z.ZodType;
  errors: readonly ErrorCode[];
}

export type UnaryDeclaration = Declared & { output: z.ZodType; yields?: never; whole?: never };
export type StreamDeclaration = Declared & {
  yields: z.ZodType;
  output?: never;
  /** What all events amount to, where the protocol offers that to who does not ask for a stream. */
  whole?: z.ZodType;
};
export type Declaration = UnaryDeclaration | StreamDeclaration;

type FieldOf<D> = D extends { input: infer I extends z.ZodType } ? Extract<keyof z.output<I>, string> : never;
type Checked<D> = { audit: AuditSpec<FieldOf<D>> | null };

export type Operation<D extends Declaration = Declaration> = D & { readonly name: string; readonly feature: string };
export type Operations<T extends Record<string, Declaration> = Record<string, Declaration>> = {
  readonly [K in keyof T]: Operation<T[K]>;
};

/**
 * Declares the operations of one feature. Each is named `<feature>.<key>`; the declaration is the only source of its
 * permission, audit event, rate class, HTTP route and schemas for every transport.
 */
export function defineOperations<const T extends Record<string, Declaration>>(
  feature: string,
  operations: { [K in keyof T]: T[K] & Checked<T[K]> },
): Operations<T> {
  const named = Object.entries<Declaration>(operations).map(([key, declared]) => [
    key,
    Object.freeze({ ...declared, feature, name: `${feature}.${key}` }),
  ]);
  return Object.freeze(Object.fromEntries(named)) as Operations<T>;
}

export type InputOf<D extends Declaration> = z.output<D['input']>;
/** What a caller sends: the schema's input side, before defaults are filled in. */
export type RequestOf<D extends Declaration> = z.input<D['input']>;
export type ResultOf<D extends Declaration> = D extends UnaryDeclaration ? z.output<D['output']> : never;
export type EventOf<D extends Declaration> = D extends StreamDeclaration ? z.output<D['yields']> : never;
