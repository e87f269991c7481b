import { useQuery } from '@tanstack/react-query';
import { useClient } from '#renderer/client/client-context.tsx';
import { TOOLS } from '#renderer/features/tools/tool-queries.ts';

/** Below the tools: whatever changes these may change those. */
export const MCP_SERVERS = [...TOOLS, 'mcp'] as const;

export function useMcpServers() {
  const client = useClient();
  return useQuery({ queryKey: [...MCP_SERVERS, 'list'], queryFn: ({ signal }) => client.mcp.list({}, { signal }) });
}
