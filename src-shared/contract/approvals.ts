import { z } from 'zod';
import { ToolName } from './agents.ts';
import { defineOperations } from './define-operations.ts';
import { TOOL_KINDS } from './tool-kinds.ts';

/**
 * `waiting` for people; `approved`, about to run; `running`; `done` and `failed` say how it ended; `unknown`: it was cut off, and may
 * have taken effect; the rest never ran: `rejected`, `expired`
 * without a decision, `withdrawn` by who wanted it.
 */
export const APPROVAL_STATES = ['waiting', 'approved', 'running', 'done', 'failed', 'unknown', 'rejected', 'expired', 'withdrawn'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

const MOST_MINUTES = 30 * 24 * 60;

/** Who has to agree to a call, and until when. */
export const ApprovalRule = z.object({
  /** People who have to agree. Where it is more than one, who wants the call is not among them. */
  needed: z.int().min(1).max(5).default(1),
  /** Ids of those who may; every admin where it is empty, and for a call that changes nothing also who wants it. */
  approvers: z.array(z.uuid()).max(50).default([]),
  /** Until it is over without a decision. */
  minutes: z.int().min(1).max(MOST_MINUTES).default(60),
  /** What then happens: it is rejected, or others are asked once more for as long. */
  onExpiry: z.enum(['reject', 'escalate']).default('reject'),
  /** Whom; every admin where it is empty. */
  escalateTo: z.array(z.uuid()).max(50).default([]),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

const Person = z.object({ id: z.uuid(), name: z.string() });

export const ApprovalDecision = z.object({ by: Person, decision: z.enum(['approve', 'reject']), reason: z.string().nullable(), at: z.iso.datetime() });
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

/** `changed`: stands otherwise now; `same`: stands so already; `new`: nothing stands there. */
export const FIELD_CHANGES = ['changed', 'same', 'new'] as const;

export const ComparedField = z.object({
  /** The argument. */
  name: z.string(),
  change: z.enum(FIELD_CHANGES),
  /** As it stands; null where nothing does. */
  now: z.unknown(),
  wanted: z.unknown(),
  /** It stood otherwise when the call was wanted. */
  moved: z.boolean(),
});
export type ComparedField = z.infer<typeof ComparedField>;

/** What a call would change, beside how that stood when it was last looked up. */
export const Comparison = z.object({
  /** The tool that looked it up, as the person who wants the call. */
  tool: z.string(),
  at: z.iso.datetime(),
  fields: z.array(ComparedField),
  /** Why there is nothing to compare with, in a sentence; null where there is. */
  problem: z.string().nullable(),
  /** Something stands otherwise than when the call was wanted. */
  moved: z.boolean(),
  /** Stands for what was looked up: who agrees says by it what they have seen. */
  seen: z.string(),
});
export type Comparison = z.infer<typeof Comparison>;

/** A call of a tool that waits for people, exactly as it would run, or what became of it. */
export const Approval = z.object({
  id: z.uuid(),
  tool: z.string(),
  kind: z.enum(TOOL_KINDS),
  description: z.string(),
  writes: z.boolean(),
  leavesMachine: z.boolean(),
  arguments: z.record(z.string(), z.unknown()),
  /** Null where the tool does not say how what it changes is looked up. */
  comparison: Comparison.nullable(),
  agent: z.string().nullable(),
  conversationId: z.uuid().nullable(),
  /** The person by their own words, or what stood in something a model had read. */
  requestedBy: z.enum(['person', 'data']),
  why: z.string(),
  requester: Person,
  state: z.enum(APPROVAL_STATES),
  needed: z.int(),
  decisions: z.array(ApprovalDecision),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  escalatedAt: z.iso.datetime().nullable(),
  /** The caller may decide it now. */
  mayDecide: z.boolean(),
  mine: z.boolean(),
  /** How it ended, in a sentence where it did not end well, with what the other system said of that; null while it has not run. */
  outcome: z.object({ sentence: z.string().nullable(), said: z.string().nullable(), ms: z.number().nullable() }).nullable(),
  /** Follows it through the record, from the question to the result. */
  correlationId: z.uuid(),
});
export type Approval = z.infer<typeof Approval>;

/** How who decides shows that it is them: the password of a local account with the code of its second factor, or a PIN. */
export const Proof = z.object({ password: z.string().min(1).max(256).optional(), code: z.string().trim().max(32).optional(), pin: z.string().max(32).optional() });
export type Proof = z.infer<typeof Proof>;

const one = z.object({ id: z.uuid() });
const CALL_ERRORS = ['APPROVAL_NOT_FOUND', 'APPROVAL_OVER'] as const;
const PROOF_ERRORS = ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED', 'CODE_NEEDED', 'CODE_WRONG', 'PROOF_NEEDED'] as const;

export const approvals = defineOperations('approvals', {
  list: {
    summary: 'Calls that wait for the caller to decide, or that the caller wants; with `which: "all"` also what became of earlier ones, latest first',
    http: ['GET', '/approvals'],
    permission: 'approvals:decide',
    audit: { event: 'approval.listed', keep: ['which'] },
    rate: 'read',
    changes: false,
    input: z.object({ which: z.enum(['waiting', 'all']).default('waiting') }),
    output: z.object({ approvals: z.array(Approval) }),
    errors: [],
  },
  count: {
    summary: 'How many calls wait for the caller to decide',
    http: ['GET', '/approvals/count'],
    permission: 'approvals:decide',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ waiting: z.int() }),
    errors: [],
  },
  show: {
    summary: 'One call, with what came back where the caller wanted it and may see it',
    http: ['GET', '/approvals/{id}'],
    permission: 'approvals:decide',
    audit: { event: 'approval.listed', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: one,
    output: Approval.extend({ result: z.unknown() }),
    errors: ['APPROVAL_NOT_FOUND'],
  },
  compare: {
    summary: 'One call, with what it would change looked up anew while it waits',
    http: ['POST', '/approvals/{id}/compare'],
    permission: 'approvals:decide',
    audit: { event: 'approval.compared', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: false,
    input: one,
    output: Approval,
    errors: ['APPROVAL_NOT_FOUND'],
  },
  approve: {
    summary: 'Agree to a call as it was seen. It runs once as many people agreed as it needs, as the person who wanted it',
    http: ['POST', '/approvals/{id}/approve'],
    permission: 'approvals:decide',
    audit: { event: 'approval.approved', keep: ['id'], resource: 'id' },
    rate: 'sign-in',
    changes: true,
    input: one.extend(Proof.shape).extend({ seen: z.string().max(128).optional().describe('`seen` of the comparison that was looked at, where there is one') }),
    output: Approval,
    errors: [...CALL_ERRORS, ...PROOF_ERRORS, 'APPROVAL_STALE'],
  },
  reject: {
    summary: 'Reject a call, with a reason',
    http: ['POST', '/approvals/{id}/reject'],
    permission: 'approvals:decide',
    audit: { event: 'approval.rejected', keep: ['id'], hashed: ['reason'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: one.extend({ reason: z.string().trim().min(3, 'Say in a few words why.').max(1_000) }),
    output: Approval,
    errors: [...CALL_ERRORS],
  },
  withdraw: {
    summary: 'Take back a call that the caller wanted',
    http: ['DELETE', '/approvals/{id}'],
    permission: 'approvals:decide',
    audit: { event: 'approval.withdrawn', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: one,
    output: Approval,
    errors: [...CALL_ERRORS],
  },
  rules: {
    summary: 'Who has to agree to calls of which tool: the rule of the plant, and those of single tools',
    http: ['GET', '/admin/approval-rules'],
    permission: 'tools:manage',
    audit: { event: 'approval.rules_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ standard: ApprovalRule, tools: z.array(ApprovalRule.extend({ tool: ToolName })) }),
    errors: [],
  },
  saveRule: {
    summary: 'Change the rule of the plant, or of one tool; it counts for calls from now on',
    http: ['PUT', '/admin/approval-rules'],
    permission: 'tools:manage',
    audit: { event: 'approval.rule_changed', keep: ['needed', 'minutes', 'onExpiry', 'approvers', 'escalateTo'], hashed: ['tool'] },
    rate: 'write',
    changes: true,
    input: ApprovalRule.extend({ tool: ToolName.optional() }).strict(),
    output: z.object({ saved: z.literal(true) }),
    errors: ['USER_NOT_FOUND'],
  },
  dropRule: {
    summary: 'Let the rule of the plant count for a tool again',
    http: ['DELETE', '/admin/approval-rules/{tool}'],
    permission: 'tools:manage',
    audit: { event: 'approval.rule_changed', keep: [], hashed: ['tool'] },
    rate: 'write',
    changes: true,
    input: z.object({ tool: ToolName }),
    output: z.object({ dropped: z.literal(true) }),
    errors: [],
  },
});
