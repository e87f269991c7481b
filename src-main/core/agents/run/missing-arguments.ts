import type { MissingArguments } from '#shared/contract/agent-answers.ts';
import type { DoorTool } from './tool-door.ts';

/** What a tool needs and the model says it does not know; null where the tool needs nothing of that. */
export function missingIn(input: unknown, tools: readonly DoorTool[]): MissingArguments | null {
  const { tool: name, missing = [], question = '' } = input as { tool?: string; missing?: readonly string[]; question?: string };
  const tool = tools.find((each) => each.name === name);
  const required = (tool?.input['required'] ?? []) as readonly string[];
  if (tool === undefined || required.length === 0) return null;
  const named = missing.filter((field) => required.includes(field));
  return { tool: tool.name, question, missing: named.length > 0 ? named : [...required], schema: { ...tool.input } };
}
