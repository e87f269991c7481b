import { z } from 'zod';
import { AgentName } from './agents.ts';
import { Message } from './conversations.ts';
import { defineOperations } from './define-operations.ts';

export const MOST_PLAN_STEPS = 20;

const StepKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,15}$/, 'A step is named with up to 16 small letters, digits and hyphens.');

/** What is to be done, by whom, and what has to be there first. */
export const PlanStepDraft = z.object({
  key: StepKey,
  title: z.string().trim().min(1).max(120),
  /** What the agent is told. */
  instruction: z.string().trim().min(1).max(2_000),
  /** Null: answered from the documents. */
  agent: AgentName.nullable(),
  /** What should come of it. */
  expected: z.string().trim().max(500).default(''),
  /** Keys of the steps whose results it needs. */
  after: z.array(StepKey).max(MOST_PLAN_STEPS).default([]),
});
export type PlanStepDraft = z.infer<typeof PlanStepDraft>;

/** `approval`: it goes on by itself once a call of its agent is decided. */
export const PLAN_STEP_STATES = ['waiting', 'running', 'approval', 'done', 'failed'] as const;
export type PlanStepState = (typeof PLAN_STEP_STATES)[number];

/** A call of a step that people have to agree to first. */
export const WaitingCall = z.object({
  /** Id of the approval. */
  approval: z.uuid(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  /** Names of those who are asked; every admin where there is none. */
  asked: z.array(z.string()),
  needed: z.int(),
  expiresAt: z.iso.datetime(),
});
export type WaitingCall = z.infer<typeof WaitingCall>;

export const PlanStep = PlanStepDraft.extend({
  state: z.enum(PLAN_STEP_STATES),
  /** How often it was begun. */
  attempts: z.int(),
  /** Why it failed, in a sentence. */
  error: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** What it waits for, in state `approval`. */
  waitsFor: WaitingCall.nullable(),
  /** What came of it, as its reader may see it now. */
  result: Message.pick({ content: true, mode: true, model: true, sentTo: true, citations: true, unsupported: true, safety: true, label: true, agent: true }).nullable(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** `draft` and `approved` have not begun; a `paused` one begins no more steps; a `failed` one has a step that failed and none left to begin. */
export const PLAN_STATES = ['draft', 'approved', 'running', 'paused', 'done', 'failed'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** Who made the graph: a language model; the routing, where there is none; or a person. */
export const PLAN_MAKERS = ['model', 'routing', 'person'] as const;

export const PlanSummary = z.object({
  id: z.uuid(),
  goal: z.string(),
  state: z.enum(PLAN_STATES),
  done: z.int(),
  total: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type PlanSummary = z.infer<typeof PlanSummary>;

export const Plan = PlanSummary.extend({
  /** Counts up with every change of its steps; what was approved is one version. */
  version: z.int(),
  madeBy: z.enum(PLAN_MAKERS),
  steps: z.array(PlanStep),
});
export type Plan = z.infer<typeof Plan>;

const Goal = z.string().trim().min(1, 'Say what is to be reached.').max(4_000);
const Steps = z.array(PlanStepDraft).min(1, 'A plan has at least one step.').max(MOST_PLAN_STEPS);
const planId = z.object({ id: z.uuid() });

export const plans = defineOperations('plans', {
  create: {
    summary: 'Make a plan for a goal: with the steps given, or with those a language model thinks of. Nothing runs before it is approved',
    http: ['POST', '/plans'],
    permission: 'conversations:use',
    audit: { event: 'plan.created', keep: [], hashed: ['goal'] },
    rate: 'ask',
    changes: true,
    input: z.object({ goal: Goal, steps: Steps.optional() }),
    yields: z.discriminatedUnion('type', [z.object({ type: z.literal('thinking') }), z.object({ type: z.literal('plan'), plan: Plan })]),
    errors: ['PLAN_REFUSED', 'MODEL_UNAVAILABLE'],
  },
  list: {
    summary: "The caller's plans, latest first",
    http: ['GET', '/plans'],
    permission: 'conversations:use',
    audit: { event: 'plan.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ plans: z.array(PlanSummary) }),
    errors: [],
  },
  get: {
    summary: 'A plan with its steps and what came of them',
    http: ['GET', '/plans/{id}'],
    permission: 'conversations:use',
    audit: { event: 'plan.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: planId,
    output: Plan,
    errors: ['PLAN_NOT_FOUND'],
  },
  watch: {
    summary: 'A plan as it is, and again whenever something of it changes, until it no longer runs',
    http: ['GET', '/plans/{id}/events'],
    permission: 'conversations:use',
    audit: { event: 'plan.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: planId,
    yields: z.object({ type: z.literal('plan'), plan: Plan }),
    errors: ['PLAN_NOT_FOUND'],
  },
  change: {
    summary: 'Replace the steps of a plan that has not begun; it has to be approved again',
    http: ['PUT', '/plans/{id}'],
    permission: 'conversations:use',
    audit: { event: 'plan.changed', keep: ['id', 'version'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: planId.extend({ version: z.int(), steps: Steps }),
    output: Plan,
    errors: ['PLAN_NOT_FOUND', 'PLAN_CHANGED', 'PLAN_REFUSED'],
  },
  approve: {
    summary: 'Approve the steps of this version, so that they may run',
    http: ['POST', '/plans/{id}/approve'],
    permission: 'conversations:use',
    audit: { event: 'plan.approved', keep: ['id', 'version'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: planId.extend({ version: z.int() }),
    output: Plan,
    errors: ['PLAN_NOT_FOUND', 'PLAN_CHANGED', 'PLAN_REFUSED'],
  },
  run: {
    summary: 'Begin an approved plan, or go on with a paused one. It runs on when nobody looks, and after a restart',
    http: ['POST', '/plans/{id}/run'],
    permission: 'conversations:use',
    audit: { event: 'plan.started', keep: ['id'], resource: 'id' },
    rate: 'ask',
    changes: true,
    input: planId,
    output: Plan,
    errors: ['PLAN_NOT_FOUND', 'PLAN_REFUSED'],
  },
  pause: {
    summary: 'Begin no more steps; with `now`, also stop those that run, which then begin anew when the plan goes on',
    http: ['POST', '/plans/{id}/pause'],
    permission: 'conversations:use',
    audit: { event: 'plan.paused', keep: ['id', 'now'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: planId.extend({ now: z.boolean().default(false) }),
    output: Plan,
    errors: ['PLAN_NOT_FOUND', 'PLAN_REFUSED'],
  },
  retry: {
    summary: 'Do one step again, and what rests on it; the other steps stay as they are',
    http: ['POST', '/plans/{id}/steps/{step}/retry'],
    permission: 'conversations:use',
    audit: { event: 'plan.retried', keep: ['id'], resource: 'id' },
    rate: 'ask',
    changes: true,
    input: planId.extend({ step: StepKey, instruction: PlanStepDraft.shape.instruction.optional() }),
    output: Plan,
    errors: ['PLAN_NOT_FOUND', 'PLAN_REFUSED', 'PERSON_HELD'],
  },
  remove: {
    summary: 'Delete a plan with all that came of it; one that runs is stopped first',
    http: ['DELETE', '/plans/{id}'],
    permission: 'conversations:use',
    audit: { event: 'plan.removed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: planId,
    output: z.object({ removed: z.literal(true) }),
    errors: ['PLAN_NOT_FOUND', 'PERSON_HELD'],
  },
});
