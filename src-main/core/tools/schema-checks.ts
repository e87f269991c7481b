import { MillwrightError } from '#shared/contract/errors.ts';
import type { ToolDefinition } from '#shared/contract/tools.ts';
import { type JsonSchemas, SchemaFault } from '#core/ports/json-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Arguments that a schema does not name are refused, unless it says that they are welcome. */
export const closed = (input: Schema): Schema => ({ additionalProperties: false, ...input });

/** Throws `TOOL_REFUSED` for a definition whose schemas cannot be used. */
export function requireSchemas(schemas: JsonSchemas, { input, output }: Pick<ToolDefinition, 'input' | 'output'>): void {
  for (const [what, schema] of [['input', closed(input)], ['output', output]] as const) {
    if (schema === null) continue;
    try {
      schemas.compile(schema);
    } catch (error) {
      if (!(error instanceof SchemaFault)) throw error;
      throw new MillwrightError('TOOL_REFUSED', `${what}: ${error.message}`);
    }
  }
}
