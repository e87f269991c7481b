import { MillwrightError } from '#shared/contract/errors.ts';
import type { DecidedRun, PausedRuns, PausePlace } from '#core/agents/index.ts';
import { createBackgroundWork } from '#core/background/index.ts';
import { recordViolation } from '#core/guardrails/index.ts';
import type { AuditFacts, Call, Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { AgentServices } from '#core/conversations/agent-work.ts';
import type { Answering, AnswerServices } from '#core/conversations/answer.ts';
import type { CitedDocuments } from '#core/conversations/dependencies.ts';
import { scopeFilters } from '#core/conversations/scope-filters.ts';
import { stateKey } from '#core/conversations/state-key.ts';
import { createConversationStore } from '#core/conversations/store.ts';
import type { KeptMessage } from '#core/conversations/used-documents.ts';
import { continueAnswer, type Ground } from './continue-answer.ts';
import { stoppedMessage } from './continued-message.ts';
import type { Following } from './following.ts';
import type { ConversationTurns } from './turns.ts';

const STOPPED = 'The answer was stopped before it was written.';
const BROKEN = 'Going on with the answer failed. Ask again.';
const GONE = 'You could not use Millwright when this was decided, so the answer does not go on.';

/** How the record is told of an answer that goes on. */
export interface ContinuedFacts extends Pick<DecidedRun, 'tenantId' | 'userId' | 'approvalId' | 'correlationId'> {
  conversationId: string;
  outcome: 'intent' | 'ok' | 'denied' | 'failed' | 'cancelled';
  ms: number | null;
  facts: AuditFacts;
}

export interface ContinuationDeps extends AnswerServices {
  database: Database;
  cited: CitedDocuments;
  agents: AgentServices;
  logger: Logger;
  paused: PausedRuns;
  turns: ConversationTurns;
  following: Following;
  /** The person with the rights they have now. Throws where they may not ask here any more. */
  personNow(tenantId: string, userId: string): Promise<Principal>;
  /** Lets a step of a plan go on. */
  planStep(decided: DecidedRun): Promise<void>;
  record(facts: ContinuedFacts): Promise<void>;
}

/** Answers that waited for a decision about a call go on by themselves, once, in the conversation they belong to. */
export interface Continuations {
  /** Beside the work, where the call is decided; nothing before that, nor a second time. */
  goOn(tenantId: string, approvalId: string): void;
  /** Takes up what was decided before the program ended. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

type InConversation = Extract<PausePlace, { conversationId: string }>;

export function createContinuations(deps: ContinuationDeps): Continuations {
  const { database, clock, crypto, logger, paused, turns, following } = deps;
  const store = createConversationStore(deps);
  const background = createBackgroundWork({ logger, failure: 'an answer did not go on' });
  const { closing: signal } = background;

  /** Gives false where there is nothing to go on with any more, and where it was stopped. */
  async function answer(decided: DecidedRun, { conversationId, questionId, beside }: InConversation, facts: AuditFacts): Promise<boolean> {
    const { tenantId, userId, correlationId } = decided;
    const principal = await deps.personNow(tenantId, userId).catch(() => null);
    if (principal === null) throw new MillwrightError('FORBIDDEN', GONE);
    const { messages, scope } = await store.get(principal, conversationId);
    const at = messages.findIndex(({ id }) => id === questionId);
    // The question was replaced or deleted meanwhile.
    if (at < 0) return giveUp(decided);
    const live = following.begin(conversationId);
    const call: Call<Principal> = {
      principal, signal: AbortSignal.any([signal, live.stopped]), correlationId, caller: 'approval',
      note: ({ metadata, ...more }) => void Object.assign(facts, more, metadata === undefined ? {} : { metadata: { ...facts.metadata, ...metadata } }),
    };
    try {
      const ground = { history: messages.slice(0, at), filters: await scopeFilters(database, principal, scope), cacheKey: stateKey(userId, conversationId), lasting: true, beside };
      const made = await written(decided, ground, call, live);
      // Together with the end of its run: a message stands there once, or not yet.
      if (!(await conclude(decided, conversationId, made))) return giveUp(decided);
      live.tell({ type: 'answer', message: made });
      await recordViolation(deps, call, { conversationId, messageId: made.id, model: made.model, verdict: made.guardrails });
      return !live.stopped.aborted;
    } finally {
      live.end();
    }
  }

  /** The answer, or what there was of it when it was stopped. Throws `CANCELLED` where the program ends. */
  async function written(decided: DecidedRun, ground: Ground, call: Call<Principal>, { tell, stopped }: ReturnType<Following['begin']>): Promise<KeptMessage> {
    let [answering, made]: [Answering | null, KeptMessage | null] = [null, null];
    try {
      answering = await continueAnswer(deps, decided, ground, call);
      for await (const event of answering.events) {
        if (event.type === 'answer') made = event.message;
        else tell(event);
      }
    } catch (error) {
      if (!stopped.aborted) throw error;
    }
    if (made === null && stopped.aborted) made = answering?.soFar() ?? stoppedMessage(decided, STOPPED, { id: crypto.uuid(), at: clock.now() });
    if (made === null || signal.aborted) throw new MillwrightError('CANCELLED');
    return made;
  }

  async function giveUp({ tenantId, userId, approvalId }: DecidedRun): Promise<false> {
    await database.withTenant({ tenantId, userId }, (tx) => paused.finish(tx, approvalId));
    return false;
  }

  /** A run that waits once more has ended its wait with the new request already. */
  function conclude({ tenantId, userId, approvalId }: DecidedRun, conversationId: string, message: KeptMessage): Promise<boolean> {
    const waitsAgain = message.agent?.steps.some(({ status }) => status === 'waiting') ?? false;
    return store.conclude({ tenantId, userId }, conversationId, message, async (tx) => (await paused.finish(tx, approvalId)) || waitsAgain);
  }

  async function inConversation(decided: DecidedRun, place: InConversation): Promise<void> {
    const { tenantId, userId, approvalId, correlationId } = decided;
    const { conversationId } = place;
    const [began, facts]: [number, AuditFacts] = [clock.elapsed(), {}];
    const told = (outcome: ContinuedFacts['outcome'], ms: number | null = clock.elapsed() - began) => deps.record({ tenantId, userId, approvalId, correlationId, conversationId, outcome, ms, facts });
    await told('intent', null);
    try {
      await told((await answer(decided, place, facts)) ? 'ok' : 'cancelled');
    } catch (error) {
      if (signal.aborted) return told('cancelled');
      const known = error instanceof MillwrightError;
      if (!known) logger.error('an answer could not go on', { correlationId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      await conclude(decided, conversationId, stoppedMessage(decided, known ? error.message : BROKEN, { id: crypto.uuid(), at: clock.now() }));
      await told(known && error.code === 'FORBIDDEN' ? 'denied' : 'failed');
    } finally {
      following.wake(conversationId);
    }
  }

  async function go(tenantId: string, approvalId: string): Promise<void> {
    const decided = await paused.decided(tenantId, approvalId);
    if (decided === null || signal.aborted) return;
    const { place } = decided.run;
    if ('planId' in place) return deps.planStep(decided);
    const over = await turns.whenFree(place.conversationId, signal);
    try {
      if (!signal.aborted) await inConversation(decided, place);
    } finally {
      over();
    }
  }

  function goOn(tenantId: string, approvalId: string): void {
    background.wake(approvalId, () => go(tenantId, approvalId));
  }

  return {
    goOn,
    async resume() {
      for (const { tenantId, approvalId } of await paused.allDecided()) goOn(tenantId, approvalId);
    },
    close: background.close,
  };
}
