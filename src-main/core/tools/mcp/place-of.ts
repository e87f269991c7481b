import type { McpPlace } from '#core/ports/mcp-servers.ts';
import { fillHeaders } from '#core/tools/kinds/fill-headers.ts';
import type { ToolInvocation } from '#core/tools/tool-kind.ts';
import type { KeptMcpServer } from './mcp-store.ts';

/** Where a server is for this caller, with the secrets and the token that it asks for. Throws `ToolFault` where one of them is missing. */
export async function placeOf({ name, source }: KeptMcpServer, asked: Pick<ToolInvocation, 'call' | 'secret'>): Promise<McpPlace> {
  const { headers, proofs } = source.transport === 'http' ? await fillHeaders(source.headers, asked) : { headers: {}, proofs: {} };
  return { tenantId: asked.call.principal.tenantId, name, source, headers: { ...headers, ...proofs } };
}
