import type { McpTool } from '#shared/contract/mcp.ts';

/** What became of one tool of a server since its list was approved. */
export interface ToolChange {
  name: string;
  state: 'same' | 'new' | 'changed' | 'gone';
  /** As the server describes it now; as it was approved, of one that is gone. */
  tool: McpTool;
  /** As it was approved, of one that changed. */
  before: McpTool | null;
}

/** Every tool of both lists, what differs first. Of a server that nobody approved yet, all are new. */
export function toolChanges(pinned: readonly McpTool[] | null, offered: readonly McpTool[]): ToolChange[] {
  const approved = new Map((pinned ?? []).map((tool) => [tool.name, tool]));
  const now = offered.map((tool): ToolChange => {
    const before = approved.get(tool.name);
    if (before === undefined) return { name: tool.name, state: 'new', tool, before: null };
    const same = toolText(before) === toolText(tool);
    return { name: tool.name, state: same ? 'same' : 'changed', tool, before: same ? null : before };
  });
  const names = new Set(offered.map(({ name }) => name));
  const gone = (pinned ?? []).filter(({ name }) => !names.has(name)).map((tool): ToolChange => ({ name: tool.name, state: 'gone', tool, before: null }));
  return [...now, ...gone].toSorted((a, b) => Number(a.state === 'same') - Number(b.state === 'same'));
}

/** Everything that is said of a tool, as lines of text. */
function toolText({ description, input, output }: McpTool): string {
  return [description, '', schemaText(input), ...(output === null ? [] : ['', schemaText(output)])].join('\n');
}

/** A schema as JSON, its fields by name: their order says nothing. */
export function schemaText(schema: unknown): string {
  return JSON.stringify(schema, (_, part: unknown) => (isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part), 2);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
