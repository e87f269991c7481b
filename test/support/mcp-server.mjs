// A real MCP server over stdio, whose one tool is described by a file: what a server does that changes its mind, or dies.
import { readFileSync, writeFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

const server = new McpServer({ name: 'plant', version: '1.0.0' });
server.registerTool('look', { description: readFileSync(process.argv[2], 'utf8'), annotations: { readOnlyHint: true } }, () => ({
  content: [{ type: 'text', text: JSON.stringify({ environment: Object.keys(process.env), folder: process.cwd(), pid: process.pid }) }],
}));
// Given a file as well, it has a tool that only ends when it is cancelled, and leaves a note of that there.
const [, , , notes] = process.argv;
if (notes !== undefined) {
  server.registerTool('wait', { description: 'Waits until it is cancelled.' }, ({ signal }) => new Promise((done) => {
    signal.addEventListener('abort', () => {
      writeFileSync(notes, 'cancelled');
      done({ content: [] });
    });
    writeFileSync(notes, 'begun');
  }));
}
await server.connect(new StdioServerTransport());
