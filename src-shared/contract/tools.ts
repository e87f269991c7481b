import { z } from 'zod';
import { ToolName } from './agents.ts';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';
import { TOOL_CONFIGS, TOOL_KINDS, type ToolKindName } from './tool-kinds.ts';

/** Characters of a schema, as JSON. */
const LARGEST_SCHEMA = 32_000;

/** Draft 2020-12, as far as the gateway's checker knows it; references stay within the schema. */
const JsonSchema = z.record(z.string(), z.unknown()).refine((schema) => JSON.stringify(schema).length <= LARGEST_SCHEMA, `A schema has at most ${LARGEST_SCHEMA} characters.`);

const InputSchema = JsonSchema.refine(({ type }) => type === 'object', 'What a tool takes is described as an object: {"type": "object", "properties": {…}}.');

/**
 * `standard`: a person approves what writes, and what leaves the machine after the model has read anything but the person's own words;
 * `always`: every call; `trusted`: none, which is for tools that only read, from a host that may learn whatever a call of theirs says.
 */
export const APPROVAL_RULES = ['standard', 'always', 'trusted'] as const;
export type ApprovalNeed = (typeof APPROVAL_RULES)[number];

export const TOOL_ROLES = ['viewer', 'user', 'admin'] as const;
export type ToolRole = (typeof TOOL_ROLES)[number];

const STANDARD_LIMITS = { seconds: 20, bytes: 262_144, perMinute: 30 };

export const ToolLimits = z.strictObject({
  /** Until a call is given up. */
  seconds: z.number().min(0.1).max(300).default(STANDARD_LIMITS.seconds),
  /** Of the result, as JSON in UTF-8. */
  bytes: z.int().min(64).max(2_097_152).default(STANDARD_LIMITS.bytes),
  /** Calls of one person. */
  perMinute: z.int().min(1).max(1_000).default(STANDARD_LIMITS.perMinute),
});

const LONGEST_PATH = 300;

/** How approvers see what a call would change as it stands now: by a tool of the same plant that reads. */
export const CurrentState = z.strictObject({
  tool: ToolName,
  /** What that tool is asked with, by its own names: an argument of the call (`from`), or what is always the same (`value`). */
  arguments: z.record(z.string(), z.union([z.strictObject({ from: z.string() }), z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) })])).default({}),
  /** Where in its result an argument of the call stands, as a JSON path; unless given, all that are not asked with, each under its own name. */
  fields: z.record(z.string(), z.string().max(LONGEST_PATH)).default({}),
});
export type CurrentState = z.infer<typeof CurrentState>;

const COMMON = {
  name: ToolName,
  /** A model chooses by it, and so does the person before the screen. */
  description: z.string().trim().min(1).max(1_000),
  input: InputSchema,
  /** What the result must fit; anything unless given. */
  output: JsonSchema.nullable().default(null),
  minimumRole: z.enum(TOOL_ROLES).default('user'),
  /** It changes something somewhere. */
  writes: z.boolean().default(false),
  approval: z.enum(APPROVAL_RULES).default('standard'),
  /** Of one that writes: what it changes, as that stands before. */
  current: CurrentState.nullable().default(null),
  /** How sensitive what it gives is: nobody whose clearance is lower may call it. */
  label: z.enum(LABELS).default('internal'),
  /** Between tools that fit a question alike, the higher one is offered. */
  priority: z.int().min(0).max(100).default(50),
  limits: ToolLimits.default(STANDARD_LIMITS),
  /** One that is switched off is kept and called by nobody. */
  enabled: z.boolean().default(true),
};

const FIELDS = { ...COMMON, kind: z.enum(TOOL_KINDS), config: z.record(z.string(), z.unknown()).default({}) };
type Fields = z.output<z.ZodObject<typeof FIELDS>>;

function agrees({ writes, approval, current }: Fields, context: z.core.$RefinementCtx): void {
  if (!writes && current !== null) context.addIssue({ code: 'custom', path: ['current'], message: 'A tool that changes nothing has nothing to compare.' });
  if (writes && approval === 'trusted') context.addIssue({ code: 'custom', path: ['approval'], message: 'A tool that writes waits for a person at every call: only one that reads can be trusted without.' });
}

function fits(form: z.ZodType, config: unknown, context: z.core.$RefinementCtx): void {
  for (const issue of form.safeParse(config).error?.issues ?? []) context.addIssue({ ...issue, input: undefined, path: ['config', ...issue.path] });
}

/** A tool as it is kept, and carried from plant to plant as a file. */
export const ToolDefinition = z.object(FIELDS).superRefine((fields, context) => {
  agrees(fields, context);
  fits(TOOL_CONFIGS[fields.kind], fields.config, context);
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

/**
 * The same as somebody writes it. A field that it does not have is refused: with "write" for "writes", nobody would be asked about what it changes.
 * For the same reason one that posts changes something, unless it says that it does not: {@link asKept}.
 */
export const WrittenTool = z.strictObject({ ...FIELDS, writes: COMMON.writes.unwrap().optional() }).superRefine((fields, context) => {
  agrees(asKept(fields), context);
  fits(TOOL_CONFIGS[fields.kind].strict(), fields.config, context);
});
export type WrittenTool = z.infer<typeof WrittenTool>;

/** A tool that somebody wrote, with what it left open. */
export const asKept = (written: Omit<Fields, 'writes'> & { writes?: boolean | undefined }): ToolDefinition => ({ ...written, writes: written.writes ?? (written.kind === 'http' && written.config['method'] === 'POST') });

/** What a kind of tool is set up with, of a definition that was checked. */
export function configOf<K extends ToolKindName>(kind: K, definition: ToolDefinition): z.output<(typeof TOOL_CONFIGS)[K]> {
  return TOOL_CONFIGS[kind].parse(definition.config) as z.output<(typeof TOOL_CONFIGS)[K]>;
}

/** `shipped`: as it comes with Millwright; `plant`: added or changed here. */
export const TOOL_ORIGINS = ['shipped', 'plant'] as const;

export const Tool = z.object({
  definition: ToolDefinition,
  origin: z.enum(TOOL_ORIGINS),
  /** Counts up with every change; 0 for one as it comes with Millwright. */
  version: z.int(),
  changedAt: z.iso.datetime().nullable(),
  /** Calls of it go to another machine. */
  leavesMachine: z.boolean(),
  /** Why it cannot work now, in a sentence. */
  problem: z.string().nullable(),
});
export type Tool = z.infer<typeof Tool>;

export const ToolVersion = z.object({
  version: z.int(),
  /** Null where it was removed. */
  definition: ToolDefinition.nullable(),
  savedAt: z.iso.datetime(),
  /** Id of who saved it. */
  savedBy: z.uuid(),
});
export type ToolVersion = z.infer<typeof ToolVersion>;

/** What a person, or the model that answers them, is told of a tool. */
export const OfferedTool = z.object({ name: z.string(), description: z.string(), kind: z.enum(TOOL_KINDS), input: z.record(z.string(), z.unknown()), writes: z.boolean() });
export type OfferedTool = z.infer<typeof OfferedTool>;

/** How a call ended. `waiting`: for a person's approval; `refused`: it was not run; `failed`: it was, without a result. */
export const ToolResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    output: z.unknown(),
    /** The same as a model is shown it: fenced, and marked as data. */
    text: z.string(),
    label: z.enum(LABELS),
    version: z.int(),
    ms: z.number(),
  }),
  z.object({ status: z.literal('waiting'), approval: z.uuid(), sentence: z.string(), ms: z.number() }),
  z.object({ status: z.literal('refused'), sentence: z.string(), ms: z.number() }),
  z.object({
    status: z.literal('failed'),
    sentence: z.string(),
    /** What the other system said of it, without the secrets that were sent: data, in its own words. Null where it said nothing. */
    said: z.string().nullable(),
    ms: z.number(),
  }),
]);
export type ToolResult = z.infer<typeof ToolResult>;

const named = z.object({ name: ToolName });

/** A secret that tools refer to by name: a key, a password. It is kept sealed, and never given out again. */
export const SecretName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'The name of a secret has small letters, digits and _, and begins with a letter.');

export const tools = defineOperations('tools', {
  mine: {
    summary: 'The tools the caller may use, by name',
    http: ['GET', '/tools'],
    permission: 'tools:use',
    audit: { event: 'tool.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ tools: z.array(OfferedTool) }),
    errors: [],
  },
  list: {
    summary: 'Every tool of the plant, by name, switched off or not, with the names of the secrets that are kept for them',
    http: ['GET', '/admin/tools'],
    permission: 'tools:manage',
    audit: { event: 'tool.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ tools: z.array(Tool), secrets: z.array(z.string()) }),
    errors: [],
  },
  show: {
    summary: 'One tool, with every version of it, newest first',
    http: ['GET', '/admin/tools/{name}'],
    permission: 'tools:manage',
    audit: { event: 'tool.read', keep: [], hashed: ['name'] },
    rate: 'read',
    changes: false,
    input: named,
    output: Tool.extend({ versions: z.array(ToolVersion) }),
    errors: ['TOOL_NOT_FOUND'],
  },
  apply: {
    summary: 'Add a tool, or replace the one of that name; it counts from the next call',
    http: ['POST', '/admin/tools'],
    permission: 'tools:manage',
    audit: { event: 'tool.changed', keep: ['kind', 'writes', 'approval', 'minimumRole', 'label', 'enabled'], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: WrittenTool,
    output: Tool,
    errors: ['TOOL_REFUSED', 'EGRESS_REFUSED'],
  },
  change: {
    summary: 'Change parts of a tool and leave the others; it counts from the next call',
    http: ['PATCH', '/admin/tools/{name}'],
    permission: 'tools:manage',
    audit: { event: 'tool.changed', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named.extend({ change: z.record(z.string().max(32), z.unknown()).describe('the fields of a definition that are to be other than they are') }),
    output: Tool,
    errors: ['TOOL_NOT_FOUND', 'TOOL_REFUSED', 'EGRESS_REFUSED'],
  },
  remove: {
    summary: 'Remove a tool. Its versions are kept, and applying it again goes on from them; one that comes with Millwright is then as it comes',
    http: ['DELETE', '/admin/tools/{name}'],
    permission: 'tools:manage',
    audit: { event: 'tool.removed', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named,
    output: z.object({ removed: z.literal(true) }),
    errors: ['TOOL_NOT_FOUND', 'TOOL_REFUSED'],
  },
  test: {
    summary: 'Call a tool as the caller, through the same checks as every call; the call is recorded as one',
    http: ['POST', '/admin/tools/{name}/test'],
    permission: 'tools:manage',
    audit: { event: 'tool.tested', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: false,
    input: named.extend({ arguments: z.record(z.string(), z.unknown()).default({}) }),
    output: ToolResult,
    errors: [],
  },
  keepSecret: {
    summary: 'Keep a secret for tools under a name, or replace the one of that name',
    http: ['PUT', '/admin/tools/secrets/{name}'],
    permission: 'tools:manage',
    audit: { event: 'tool.secret_kept', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: z.object({ name: SecretName, secret: z.string().min(1).max(8_000) }),
    output: z.object({ kept: z.literal(true) }),
    errors: [],
  },
  dropSecret: {
    summary: 'Forget a secret of tools; those that refer to it fail until it is kept again',
    http: ['DELETE', '/admin/tools/secrets/{name}'],
    permission: 'tools:manage',
    audit: { event: 'tool.secret_dropped', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: z.object({ name: SecretName }),
    output: z.object({ dropped: z.literal(true) }),
    errors: ['SECRET_NOT_FOUND'],
  },
});
