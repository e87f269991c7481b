import { admin } from './admin.ts';
import { agents } from './agents.ts';
import { ask } from './ask.ts';
import { auth } from './auth.ts';
import { common } from './common.ts';
import { documents } from './documents.ts';
import { errors } from './errors.ts';
import { frame } from './frame.ts';
import { guardrails } from './guardrails.ts';
import { identity } from './identity.ts';
import { knowledge } from './knowledge.ts';
import { memory } from './memory.ts';
import { models } from './models.ts';
import { personalData } from './personal-data.ts';
import { plans } from './plans.ts';
import { policy } from './policy.ts';
import { privacy } from './privacy.ts';
import { prompts } from './prompts.ts';
import { record } from './record.ts';
import { search } from './search.ts';
import { setup } from './setup.ts';
import { tenancy } from './tenancy.ts';
import { tools } from './tools.ts';
import { usage } from './usage.ts';
import { viewer } from './viewer.ts';

/** All user-facing wording in English; its shape is the list of keys every language must have. */
export const en = { admin, agents, ask, auth, common, documents, errors, frame, guardrails, identity, knowledge, memory, models, personalData, plans, policy, privacy, prompts, record, search, setup, tenancy, tools, usage, viewer };
export type Texts = typeof en;
