import { AgentDefinition } from '#shared/contract/agents.ts';

/** The agent in a file, alone or as `agents show` gives it, or what is wrong with it. */
export async function readAgentFile(file: File): Promise<{ definition: AgentDefinition } | { why: string }> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    return { why: 'JSON' };
  }
  const inside = typeof value === 'object' && value !== null && 'definition' in value ? value.definition : value;
  const read = AgentDefinition.safeParse(inside);
  return read.success ? { definition: read.data } : { why: read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(' ') };
}
