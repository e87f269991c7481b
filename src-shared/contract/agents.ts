import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { ROLES } from './permissions.ts';

/** What an agent's answer is made into beside its text: nothing more, the data as it came, a table, or a chart. */
export const OUTPUT_FORMATS = ['summary_text', 'structured_json', 'markdown_table', 'chart_data'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What an agent knows of the person beside the question: nothing, what was said in the conversation, or also what they let be remembered. */
export const MEMORY_POLICIES = ['none', 'conversation', 'personal'] as const;

export const AGENT_LANGUAGES = ['en', 'de', 'vi'] as const;

/** Names that stand for something else in the addresses of agents. */
const RESERVED_NAMES = ['templates', 'reload', 'auto', 'rag', 'both'];

/** Short, lower case, without spaces: it is typed at a command line, and behind an @. */
export const AgentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, 'A name has 2 to 63 small letters, digits and hyphens, and begins with a letter.')
  .refine((name) => !RESERVED_NAMES.includes(name), 'This name is reserved.');

/** As the registry of tools names them; those of another server stand behind its name. */
export const ToolName = z.string().regex(/^[A-Za-z][\w./:-]{0,127}$/, 'A tool is named with letters, digits, and _ . / : -');

/** Where a run of an agent ends at the latest. */
export const AgentLimits = z.strictObject({
  /** Calls of tools and hand-overs together. */
  steps: z.int().min(1).max(20).default(6),
  /** Tokens written on the way and for the answer. */
  tokens: z.int().min(200).max(32_000).default(4_000),
  seconds: z.int().min(5).max(900).default(180),
  /** How deep sub-tasks may be handed on to other agents. */
  depth: z.int().min(0).max(3).default(1),
});
export type AgentLimits = z.infer<typeof AgentLimits>;

/** An agent as it is written, kept, and carried from plant to plant as a file. */
export const AgentDefinition = z.object({
  name: AgentName,
  title: z.string().trim().min(1).max(120),
  /** What it is for, in a sentence or two: people choose by it, and so does the routing of questions. */
  description: z.string().trim().min(1).max(1_000),
  /** What the model is told about its task. The rules about sources, data and safety wording are added and cannot be taken away. */
  prompt: z.string().trim().min(1).max(8_000),
  modelRole: z.enum(['fast', 'heavy', 'auto']).default('auto'),
  /** Name of the model that is asked before those of the role; where the plant has none of this name, those of the role answer. */
  model: z.string().trim().min(1).max(255).nullable().default(null),
  tools: z.array(ToolName).max(64).default([]),
  /** Names of the collections it looks in; all that its reader may see where none is named. */
  collections: z.array(z.string().trim().min(1).max(128)).max(64).default([]),
  /** Agents it may hand sub-tasks to. */
  agents: z.array(AgentName).max(16).default([]),
  format: z.enum(OUTPUT_FORMATS).default('summary_text'),
  memory: z.enum(MEMORY_POLICIES).default('conversation'),
  limits: AgentLimits.default({ steps: 6, tokens: 4_000, seconds: 180, depth: 1 }),
  /** Roles that may use it. */
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length).default(['admin', 'user', 'viewer']),
  /** Questions it is meant for. */
  examples: z.array(z.string().trim().min(1).max(500)).max(100).default([]),
  /** Languages it answers in; of any question where none is named. */
  languages: z.array(z.enum(AGENT_LANGUAGES)).max(AGENT_LANGUAGES.length).default([]),
  /** One that is switched off is kept and answers nobody. */
  enabled: z.boolean().default(true),
});
export type AgentDefinition = z.infer<typeof AgentDefinition>;

/** The same as somebody writes it: a field that it does not have is refused, since with "role" for "roles" everybody could use it. */
export const WrittenAgent = AgentDefinition.strict();

/** `shipped`: as it comes with Millwright; `plant`: written or changed here. */
export const AGENT_ORIGINS = ['shipped', 'plant'] as const;

export const Agent = z.object({
  definition: AgentDefinition,
  origin: z.enum(AGENT_ORIGINS),
  /** Counts up with every change; 0 for one as it comes with Millwright. */
  version: z.int(),
  changedAt: z.iso.datetime().nullable(),
});
export type Agent = z.infer<typeof Agent>;

export const AgentVersion = z.object({
  version: z.int(),
  /** Null where it was removed. */
  definition: AgentDefinition.nullable(),
  savedAt: z.iso.datetime(),
  /** Id of who saved it. */
  savedBy: z.uuid(),
});
export type AgentVersion = z.infer<typeof AgentVersion>;

/** What comes with Millwright to begin from. */
export const AgentTemplate = z.object({
  definition: AgentDefinition,
  /** Every plant has it until it changes or removes it; the others need tools that only the plant has. */
  default: z.boolean(),
});
export type AgentTemplate = z.infer<typeof AgentTemplate>;

/** What a person sees of an agent they may use. */
export const OfferedAgent = AgentDefinition.pick({ name: true, title: true, description: true, examples: true, languages: true, format: true, tools: true });
export type OfferedAgent = z.infer<typeof OfferedAgent>;

const named = z.object({ name: AgentName });

export const agents = defineOperations('agents', {
  mine: {
    summary: 'The agents the caller may ask, by title',
    http: ['GET', '/agents'],
    permission: 'conversations:use',
    audit: { event: 'agent.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ agents: z.array(OfferedAgent) }),
    errors: [],
  },
  list: {
    summary: 'Every agent of the plant, by title, switched off or not',
    http: ['GET', '/admin/agents'],
    permission: 'agents:manage',
    audit: { event: 'agent.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ agents: z.array(Agent) }),
    errors: [],
  },
  templates: {
    summary: 'The agents that come with Millwright, to begin from',
    http: ['GET', '/admin/agents/templates'],
    permission: 'agents:manage',
    audit: { event: 'agent.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ templates: z.array(AgentTemplate) }),
    errors: [],
  },
  show: {
    summary: 'One agent, with every version of it, newest first',
    http: ['GET', '/admin/agents/{name}'],
    permission: 'agents:manage',
    audit: { event: 'agent.read', keep: [], hashed: ['name'] },
    rate: 'read',
    changes: false,
    input: named,
    output: Agent.extend({ versions: z.array(AgentVersion) }),
    errors: ['AGENT_NOT_FOUND'],
  },
  apply: {
    summary: 'Add an agent, or replace the one of that name; it counts from the next question',
    http: ['POST', '/admin/agents'],
    permission: 'agents:manage',
    audit: { event: 'agent.changed', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: WrittenAgent,
    output: Agent,
    errors: ['AGENT_REFUSED'],
  },
  change: {
    summary: 'Change parts of an agent and leave the others',
    http: ['PATCH', '/admin/agents/{name}'],
    permission: 'agents:manage',
    audit: { event: 'agent.changed', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named.extend({ change: z.record(z.string().max(32), z.unknown()).describe('the fields of a definition that are to be other than they are') }),
    output: Agent,
    errors: ['AGENT_NOT_FOUND', 'AGENT_REFUSED'],
  },
  remove: {
    summary: 'Remove an agent. Its versions are kept, and applying it again goes on from them',
    http: ['DELETE', '/admin/agents/{name}'],
    permission: 'agents:manage',
    audit: { event: 'agent.removed', keep: [], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: named,
    output: z.object({ removed: z.literal(true) }),
    errors: ['AGENT_NOT_FOUND'],
  },
  reload: {
    summary: 'How many agents are in force and switched off. Nothing is kept in memory, so changes count without this',
    http: ['POST', '/admin/agents/reload'],
    permission: 'agents:manage',
    audit: { event: 'agent.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ enabled: z.int(), disabled: z.int() }),
    errors: [],
  },
});
