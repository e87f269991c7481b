import { z } from 'zod';
import { AgentName, ToolName } from './agents.ts';
import { defineOperations } from './define-operations.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';
import { AskRate, RoleClearance } from './policy.ts';
import { TOOL_ROLES } from './tools.ts';

/** What people of a role may do in a plant. */
export const RolePermissions = z.object({
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** Null where the role reads no documents. */
  clearance: RoleClearance.nullable(),
  /** How often they may ask; null where the role does not. */
  rate: AskRate.nullable(),
});
export type RolePermissions = z.infer<typeof RolePermissions>;

const AgentGrant = z.object({ agent: AgentName, enabled: z.boolean(), roles: z.array(z.enum(ROLES)) });
const ToolGrant = z.object({ tool: ToolName, enabled: z.boolean(), minimumRole: z.enum(TOOL_ROLES) });

const onePlant = z.object({ id: z.uuid() });

/** Who may do and use what in a plant. */
export const grants = defineOperations('grants', {
  ofTenant: {
    summary: "What each role may do, read and ask in the caller's plant, and who may use which agents and tools; any other plant is not there",
    http: ['GET', '/tenants/{id}/permissions'],
    permission: 'policy:manage',
    audit: { event: 'policy.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: onePlant,
    output: z.object({ tenant: z.uuid(), roles: z.array(RolePermissions), agents: z.array(AgentGrant), tools: z.array(ToolGrant) }),
    errors: ['TENANT_NOT_FOUND'],
  },
  set: {
    summary: "Let the caller's plant use an agent or a tool, or no longer, and say who may; it counts from the next question or call",
    http: ['POST', '/tenants/{id}/permissions'],
    permission: 'policy:manage',
    audit: { event: 'policy.granted', keep: ['id', 'enabled', 'roles', 'minimumRole'], hashed: ['agent', 'tool'] },
    rate: 'write',
    changes: true,
    input: onePlant
      .extend({
        agent: AgentName.optional(),
        tool: ToolName.optional(),
        enabled: z.boolean(),
        roles: z.array(z.enum(ROLES)).min(1).optional().describe('roles that may use the agent; as it was unless given'),
        minimumRole: z.enum(TOOL_ROLES).optional().describe('lowest role that may use the tool; as it was unless given'),
      })
      .strict()
      .refine(({ agent, tool }) => (agent === undefined) !== (tool === undefined), 'Name either an agent or a tool.')
      .refine(({ agent, roles, minimumRole }) => (agent === undefined ? roles : minimumRole) === undefined, 'An agent has roles, a tool has a minimumRole.'),
    output: z.union([AgentGrant, ToolGrant]),
    errors: ['TENANT_NOT_FOUND', 'AGENT_NOT_FOUND', 'AGENT_REFUSED', 'TOOL_NOT_FOUND', 'TOOL_REFUSED', 'EGRESS_REFUSED'],
  },
});
