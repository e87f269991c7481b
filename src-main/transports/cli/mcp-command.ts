import { MillwrightError } from '#shared/contract/errors.ts';
import { mcp, type McpServer } from '#shared/contract/mcp.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';

/** `mcp list`. */
export async function listMcp(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(mcp.list, {}));
  print(context, found, () => table(found.servers.map((server) => [server.name, server.source.transport === 'http' ? server.source.url : [server.source.program, ...server.source.arguments].join(' '), standing(server)]), 'No MCP server is added.'));
}

function standing({ enabled, approved, changed }: McpServer): string {
  if (!enabled) return 'switched off';
  return approved === null ? 'not approved' : changed ? 'changed since approval' : 'approved';
}

/** `mcp add NAME --url ADDRESS` or `--program PATH --arg …`. */
export async function addMcp(context: CommandContext, name: string, options: CommonOptions & { url?: string; internet?: boolean; header?: string[]; program?: string; arg?: string[] }): Promise<void> {
  const { url, program, arg = [], header = [], internet } = options;
  if ((url === undefined) === (program === undefined)) throw new MillwrightError('INVALID_INPUT', 'Give either --url or --program.');
  const source = url === undefined ? { transport: 'stdio' as const, program: program ?? '', arguments: arg } : { transport: 'http' as const, url, headers: headersIn(header), reach: internet === true ? ('internet' as const) : ('plant' as const) };
  const added = await withOwner(context, options, ({ value }) => value(mcp.add, { name, source }));
  print(context, added, () => [`"${name}" is added. See what it offers with "mcp discover ${name}".`]);
}

function headersIn(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => {
    const at = line.indexOf(':');
    if (at < 1) throw new MillwrightError('INVALID_INPUT', `Give a header as "Name: value", not ${JSON.stringify(line)}.`);
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  }));
}

/** `mcp discover NAME`. */
export async function discoverMcp(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(mcp.discover, { name }));
  print(context, found, () => [...table(found.tools.map((tool) => [tool.name, JSON.stringify(tool.description)])), `Hash: ${found.hash}`, found.approved ? 'This is what was approved.' : 'This is not what was approved.']);
}

/** `mcp approve NAME --hash HASH`. */
export async function approveMcp(context: CommandContext, name: string, options: CommonOptions & { hash: string; readOnly?: string[] }): Promise<void> {
  const taken = await withOwner(context, options, ({ value }) => value(mcp.approve, { name, hash: options.hash, readOnly: options.readOnly ?? [] }));
  print(context, taken, () => [...taken.tools, ...taken.leftOut.map((tool) => `${JSON.stringify(tool.name)} is left out: ${tool.why}`)]);
}

/** `mcp enable NAME`, `mcp disable NAME`. */
export async function switchMcp(context: CommandContext, name: string, enabled: boolean, options: CommonOptions): Promise<void> {
  const switched = await withOwner(context, options, ({ value }) => value(mcp.switch, { name, enabled }));
  print(context, switched, () => [`"${name}" is switched ${enabled ? 'on' : 'off'}.`]);
}

/** `mcp remove NAME`. */
export async function removeMcp(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, ({ value }) => value(mcp.remove, { name }));
  print(context, removed, () => [`"${name}" is removed, with its tools.`]);
}
