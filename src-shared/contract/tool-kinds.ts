import { z } from 'zod';
import { Reach } from './reach.ts';

/** Tools that come with Millwright. */
export const BUILT_IN_TOOLS = ['rag_search', 'document_read', 'document_list', 'calculator', 'unit_convert', 'time', 'memory_read', 'ocr', 'table_read'] as const;
export type BuiltInTool = (typeof BUILT_IN_TOOLS)[number];

export const BuiltInConfig = z.object({});

/** Headers that the connection itself decides. */
const OWN_HEADERS = /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i;

/** Headers of requests. `{secret.name}` stands for a secret that is kept, `{token}` for the caller's own token. */
export const HeaderTemplates = z
  .record(z.string(), z.string().max(2_000))
  .refine((headers) => Object.keys(headers).every((name) => /^[A-Za-z0-9-]{1,64}$/.test(name) && !OWN_HEADERS.test(name)), 'One of these headers is not set by hand, or has no name that a header can have.');

export const HttpConfig = z.object({
  method: z.enum(['GET', 'POST']).default('GET'),
  /** With arguments in braces after the name of the machine: `https://erp.example.com/stock/{article}?plant={plant}`. */
  url: z
    .string()
    .max(2_000)
    .regex(/^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?][^\s#]*)?$|^https?:\/\/\[[0-9a-fA-F:]+\](?::\d{1,5})?(?:[/?][^\s#]*)?$/, 'Give the address as https://name/path, with arguments in braces behind the name only.'),
  headers: HeaderTemplates.default({}),
  /** What is posted, with arguments in braces; all arguments as an object unless given. */
  body: z.unknown().default(null),
  /** Where the result stands in the answer, such as `$.items[*].name`; all of it unless given. */
  pick: z.string().max(300).nullable().default(null),
  reach: Reach.default('plant'),
});
export type HttpConfig = z.infer<typeof HttpConfig>;

const SqlServer = z.object({
  engine: z.enum(['postgres', 'mysql', 'sqlserver']),
  host: z.string().regex(/^[A-Za-z0-9.-]{1,253}$|^[0-9a-fA-F:]{2,45}$/, 'Give the name or address of the machine alone.'),
  /** The engine's usual one unless given. */
  port: z.int().min(1).max(65_535).optional(),
  database: z.string().min(1).max(128),
  user: z.string().min(1).max(128),
  /** Name of the secret that holds it. */
  password: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'Give the name of a kept secret.'),
  tls: z.boolean().default(true),
  /** PEM, of a certificate authority of the plant's own; those of the system unless given. */
  certificateAuthority: z.string().max(20_000).nullable().default(null),
  reach: Reach.default('plant'),
});

export const SqlConfig = z.object({
  source: z.discriminatedUnion('engine', [SqlServer, z.object({ engine: z.literal('sqlite'), file: z.string().min(1).max(1_000) })]),
  /** One statement that reads; `:name` stands for an argument. */
  statement: z.string().trim().min(1).max(20_000),
  /** More are left out, and the result says so. */
  maxRows: z.int().min(1).max(5_000).default(200),
});
export type SqlConfig = z.infer<typeof SqlConfig>;

/** Short: the tools of a server stand behind it. */
export const McpServerName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'The name of an MCP server has small letters, digits and hyphens, begins with a letter, and has at most 31 of these.');

/** Written when an admin approves the tools of a server. */
export const McpConfig = z.object({ server: McpServerName, tool: z.string().min(1).max(128) });

/** What each kind of tool is set up with. A further kind is a further line here, and one in `core/tools/kinds`. */
export const TOOL_CONFIGS = {
  builtin: BuiltInConfig,
  http: HttpConfig,
  sql: SqlConfig,
  mcp: McpConfig,
} as const satisfies Record<string, z.ZodObject>;

export type ToolKindName = keyof typeof TOOL_CONFIGS;
export const TOOL_KINDS = Object.keys(TOOL_CONFIGS) as [ToolKindName, ...ToolKindName[]];
