// A real MCP server over stdio whose tools are described by a file, and give what stands there.
import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'desk', version: '1.0.0' });
for (const { name, description, field, result } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  server.registerTool(name, { description, inputSchema: { [field]: z.string().max(500) } }, () => ({ content: [{ type: 'text', text: result }] }));
}
await server.connect(new StdioServerTransport());
