import type { BuiltInTool } from '#shared/contract/tool-kinds.ts';
import { ToolDefinition } from '#shared/contract/tools.ts';
import type { ToolInvocation, ToolYield } from '#core/tools/tool-kind.ts';

/** A tool that comes with Millwright. */
export interface BuiltIn {
  definition: ToolDefinition;
  run(invocation: ToolInvocation): Promise<ToolYield>;
}

type Described = Pick<ToolDefinition, 'description'> & { name: BuiltInTool } & Partial<Pick<ToolDefinition, 'label' | 'limits'>> & {
  properties: Record<string, Record<string, unknown>>;
  required?: string[];
};

/** Reads only, and is for everybody who may use tools: what it gives is what the caller may see anyway. */
export function builtIn({ properties, required = [], ...described }: Described, run: BuiltIn['run']): BuiltIn {
  const definition = ToolDefinition.parse({
    kind: 'builtin', minimumRole: 'viewer', label: 'public', priority: 60, ...described,
    input: { type: 'object', properties, required, additionalProperties: false },
    limits: described.limits ?? { seconds: 30, bytes: 262_144, perMinute: 120 },
  });
  return { definition, run };
}

/** An argument that the schema says is text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
