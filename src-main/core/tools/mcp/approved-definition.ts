import type { McpTool } from '#shared/contract/mcp.ts';
import type { ToolDefinition } from '#shared/contract/tools.ts';
import { canonicalJson } from '#core/tools/json-texts.ts';
import { mcpToolName } from '#core/tools/kinds/mcp-kind.ts';

const LONGEST_DESCRIPTION = 1_000;

/** A tool as the plant had it before: what it had set of it, and how the server described it when that was approved. */
export interface ToolBefore {
  definition: ToolDefinition | undefined;
  /** None where the server was put in place of another since. */
  pinned: McpTool | undefined;
}

/** A tool of a server as it is kept when it is approved. What the plant had set for whom and how often it is stays as it was; to be checked still. */
export function approvedDefinition(server: string, offered: McpTool, writes: boolean, { definition: before, pinned }: ToolBefore): Readonly<Record<string, unknown>> {
  const { name, description, input, output } = offered;
  const wording = (description.trim() || name).slice(0, LONGEST_DESCRIPTION);
  const settled = before === undefined ? {} : settingsOf(before);
  // Trust was in a tool of this server that reads and was described like this, to the letter.
  const trustEnds = before?.approval === 'trusted' && (writes || canonicalJson(pinned) !== canonicalJson(offered));
  return {
    ...settled,
    ...(trustEnds ? { approval: 'standard' } : {}),
    name: mcpToolName(server, name), kind: 'mcp', description: wording, input: plain(input), output: output === null ? null : plain(output),
    writes, current: writes ? before?.current : null, config: { server, tool: name },
  };
}

const settingsOf = ({ minimumRole, approval, label, priority, limits, enabled }: ToolDefinition) => ({ minimumRole, approval, label, priority, limits, enabled });

/** The dialect that a schema names is left out: the checker here knows one. */
const plain = (schema: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
