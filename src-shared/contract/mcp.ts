import { z } from 'zod';
import { ToolName } from './agents.ts';
import { defineOperations } from './define-operations.ts';
import { Reach } from './reach.ts';
import { HeaderTemplates, McpServerName } from './tool-kinds.ts';

const PROTOCOL_HEADERS = /^(?:accept|content-type|content-encoding|mcp-.*|last-event-id)$/i;

/** How a server of the Model Context Protocol is reached: a program on this machine, or streamable HTTP. */
export const McpSource = z.discriminatedUnion('transport', [
  z.object({
    transport: z.literal('stdio'),
    program: z.string().max(1_000).regex(/^(?:\/|[A-Za-z]:\\)/, 'Give the program with its full path.'),
    arguments: z.array(z.string().max(2_000)).max(32).default([]),
  }),
  z.object({
    transport: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    /** Sent with every request to it, and to nothing else. */
    headers: HeaderTemplates.refine((headers) => !Object.keys(headers).some((name) => PROTOCOL_HEADERS.test(name)), 'One of these headers belongs to the protocol itself.').default({}),
    reach: Reach.default('plant'),
  }),
]);
export type McpSource = z.infer<typeof McpSource>;

export const McpServer = z.object({
  name: McpServerName,
  source: McpSource,
  /** SHA-256 of the list of tools that an admin approved; null before. */
  approved: z.string().nullable(),
  /** When it was last asked it offered something else than that. */
  changed: z.boolean(),
  /** One that is switched off is kept, not contacted, and its tools are called by nobody. */
  enabled: z.boolean(),
  changedAt: z.iso.datetime(),
});
export type McpServer = z.infer<typeof McpServer>;

/** A tool as its server describes it: nothing of this is believed before a person approved it. */
export const McpTool = z.object({ name: z.string(), description: z.string(), input: z.record(z.string(), z.unknown()), output: z.record(z.string(), z.unknown()).nullable() });
export type McpTool = z.infer<typeof McpTool>;

const named = z.object({ name: McpServerName });

export const mcp = defineOperations('mcp', {
  list: {
    summary: 'The MCP servers of the plant, by name',
    http: ['GET', '/admin/mcp'],
    permission: 'tools:manage',
    audit: { event: 'mcp.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ servers: z.array(McpServer) }),
    errors: [],
  },
  add: {
    summary: 'Add an MCP server, or replace the one of that name, whose tools then have to be approved again. One that is a program on this machine is added by its operator alone',
    http: ['POST', '/admin/mcp'],
    permission: 'tools:manage',
    audit: { event: 'mcp.added', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named.extend({ source: McpSource }),
    output: McpServer,
    errors: ['EGRESS_REFUSED', 'FORBIDDEN'],
  },
  discover: {
    summary: 'Ask an MCP server what tools it has now, and whether that is what was approved',
    http: ['POST', '/admin/mcp/{name}/discover'],
    permission: 'tools:manage',
    audit: { event: 'mcp.discovered', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: false,
    input: named,
    output: z.object({
      tools: z.array(McpTool),
      hash: z.string(),
      approved: z.boolean(),
      /** The list as it was approved; null before. */
      pinned: z.array(McpTool).nullable(),
      /** Those of its tools that an admin said to read only. */
      readOnly: z.array(z.string()),
    }),
    errors: ['MCP_SERVER_NOT_FOUND', 'TOOL_REFUSED'],
  },
  approve: {
    summary: 'Take the tools of an MCP server as they were discovered; each writes unless it is said to read only',
    http: ['POST', '/admin/mcp/{name}/approve'],
    permission: 'tools:manage',
    audit: { event: 'mcp.approved', keep: [], hashed: ['name', 'hash'] },
    rate: 'write',
    changes: true,
    input: named.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/, 'Give the hash that "discover" shows.'), readOnly: z.array(z.string().max(128)).max(256).default([]) }),
    output: z.object({ tools: z.array(ToolName), leftOut: z.array(z.object({ name: z.string(), why: z.string() })) }),
    errors: ['MCP_SERVER_NOT_FOUND', 'TOOL_REFUSED'],
  },
  switch: {
    summary: 'Switch an MCP server off, which ends what is running of it, or on again. One that is a program on this machine is switched on by its operator alone',
    http: ['POST', '/admin/mcp/{name}/enabled'],
    permission: 'tools:manage',
    audit: { event: 'mcp.switched', keep: ['enabled'], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named.extend({ enabled: z.boolean() }),
    output: McpServer,
    errors: ['MCP_SERVER_NOT_FOUND', 'FORBIDDEN'],
  },
  remove: {
    summary: 'Remove an MCP server and its tools',
    http: ['DELETE', '/admin/mcp/{name}'],
    permission: 'tools:manage',
    audit: { event: 'mcp.removed', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named,
    output: z.object({ removed: z.literal(true) }),
    errors: ['MCP_SERVER_NOT_FOUND'],
  },
});
