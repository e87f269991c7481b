/** What is wrong with a value, in a sentence; null where it fits. */
export type SchemaCheck = (value: unknown) => string | null;

/** Checks values against JSON schemas that others wrote. */
export interface JsonSchemas {
  /** Throws `SchemaFault` for what is no schema, or one that refers to something outside of it. */
  compile(schema: Readonly<Record<string, unknown>>): SchemaCheck;
}

/** Why a schema is refused, in a sentence. */
export class SchemaFault extends Error {}
