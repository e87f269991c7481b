import { agents } from './agents.ts';
import { approvals } from './approvals.ts';
import { answers } from './answers.ts';
import { apikeys } from './apikeys.ts';
import { audit } from './audit.ts';
import { auth } from './auth.ts';
import { collections } from './collections.ts';
import { comparisons } from './comparisons.ts';
import { completions } from './completions.ts';
import { conversations } from './conversations.ts';
import type { Operation } from './define-operations.ts';
import { documents } from './documents.ts';
import { evaluationSets } from './evaluation-sets.ts';
import { evaluation } from './evaluation.ts';
import { feedback } from './feedback.ts';
import { folders } from './folders.ts';
import { grants } from './grants.ts';
import { guardrails } from './guardrails.ts';
import { mcp } from './mcp.ts';
import { memory } from './memory.ts';
import { modelBenchmarks } from './model-benchmarks.ts';
import { modelFallbacks } from './model-fallbacks.ts';
import { modelPacking } from './model-packing.ts';
import { models } from './models.ts';
import { notices } from './notices.ts';
import { openings } from './openings.ts';
import { personalData } from './personal-data.ts';
import { plans } from './plans.ts';
import { policy } from './policy.ts';
import { privacy } from './privacy.ts';
import { prompts } from './prompts.ts';
import { queue } from './queue.ts';
import { recalls } from './recalls.ts';
import { recognition } from './recognition.ts';
import { remoteModels } from './remote-models.ts';
import { revisions } from './revisions.ts';
import { routing } from './routing.ts';
import { search } from './search.ts';
import { sessions } from './sessions.ts';
import { setup } from './setup.ts';
import { offline } from './offline.ts';
import { secondFactor } from './second-factor.ts';
import { sso } from './sso.ts';
import { system } from './system.ts';
import { tenants } from './tenants.ts';
import { tools } from './tools.ts';
import { uploads } from './uploads.ts';
import { usage } from './usage.ts';
import { users } from './users.ts';
import { vocabulary } from './vocabulary.ts';

/** Every operation of the product, by feature. Adding a feature means adding it here. */
export const contract = { agents, answers, apikeys, approvals, audit, auth, collections, comparisons, completions, conversations, documents, evaluation, evaluationSets, feedback, folders, grants, guardrails, mcp, memory, models: { ...models, ...modelFallbacks, ...modelBenchmarks, ...modelPacking }, notices, offline, openings, personalData, plans, policy, privacy, prompts, queue, recalls, recognition, remoteModels, revisions, routing, search, secondFactor, sessions, setup, sso, system, tenants, tools, uploads, usage, users, vocabulary };
export type Contract = typeof contract;

/** Every operation in one list, for tables, tests and transports. */
export function allOperations(): Operation[] {
  return Object.values(contract).flatMap((feature) => Object.values<Operation>(feature));
}
