// A real MCP server over stdio, whose one tool is described by a file: what a server does that changes its mind, or dies.
import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

const server = new McpServer({ name: 'plant', version: '1.0.0' });
server.registerTool('look', { description: readFileSync(process.argv[2], 'utf8'), annotations: { readOnlyHint: true } }, () => ({
  content: [{ type: 'text', text: JSON.stringify({ environment: Object.keys(process.env), folder: process.cwd(), pid: process.pid }) }],
}));
await server.connect(new StdioServerTransport());
