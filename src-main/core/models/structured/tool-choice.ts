import { z } from 'zod';

/** A tool as a model is told of it. */
export interface OfferedTool {
  name: string;
  summary: string;
  /** What it takes, as an object. */
  input: z.ZodType;
}

/** What a model decided: to call a tool, or to answer. */
export type ToolChoice = { tool: string; input: unknown } | { answer: string };

/** The form of a decision between tools and an answer, for {@link askStructured}: no other tool and no other fields can be named. */
export function toolChoiceShape(tools: readonly OfferedTool[], longestAnswer = 2_000): z.ZodType<ToolChoice> {
  const calls = tools.map(({ name, input }) => z.object({ tool: z.literal(name), input }));
  return z.union([...calls, z.object({ answer: z.string().max(longestAnswer) })]);
}

/** What the model must know to choose, for its system prompt; it does not rest on any chat template. */
export function describeTools(tools: readonly OfferedTool[]): string {
  const lines = tools.map(({ name, summary, input }) => `- ${name}: ${summary} Input: ${JSON.stringify(fieldsOf(input))}`);
  return ['Reply with JSON only: {"tool": name, "input": {…}} to use one of these tools, or {"answer": text} to answer.', ...lines].join('\n');
}

/** What a model needs of a schema: every word of it is read before each decision. */
function fieldsOf(input: z.ZodType): unknown {
  const { $schema: _, additionalProperties: __, ...fields } = z.toJSONSchema(input);
  return fields;
}
