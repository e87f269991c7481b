import { type ChatEvent, type ConversationScope, conversations } from '#shared/contract/conversations.ts';
import type { OpenRouting } from '#shared/contract/routing.ts';
import type { PausedRuns } from '#core/agents/index.ts';
import { recordViolation } from '#core/guardrails/index.ts';
import { bindHandlers, type Call, type Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import { type AgentServices, type Answerer, whoAnswers } from './agent-work.ts';
import { type AnswerServices, answerQuestion } from './answer.ts';
import type { CitedDocuments } from './dependencies.ts';
import { questionMessage } from './question-message.ts';
import { scopeFilters } from './scope-filters.ts';
import { ASKED_ONCE, stateKey } from './state-key.ts';
import type { Following } from './going-on/following.ts';
import type { ConversationTurns } from './going-on/turns.ts';
import { createConversationStore } from './store.ts';
import type { KeptMessage } from './used-documents.ts';

type ChatInput = { id: string; message: string; replaces?: string | undefined; scope?: ConversationScope | undefined; model?: 'fast' | 'heavy' | undefined } & Answerer;

export interface ConversationDeps extends AnswerServices {
  database: Database;
  cited: CitedDocuments;
  agents: AgentServices;
  paused: Pick<PausedRuns, 'inConversation'>;
  turns: ConversationTurns;
  following: Following;
}

export function conversationHandlers(services: ConversationDeps) {
  const { database, clock, crypto, models, paused, turns, following } = services;
  const store = createConversationStore(services);

  const violated = ({ id: messageId, model, guardrails: verdict }: KeptMessage, conversationId: string | null, call: Call<Principal>): Promise<void> =>
    recordViolation(services, call, { conversationId, messageId, model, verdict });

  async function* chat(input: ChatInput, call: Call<Principal>): AsyncGenerator<ChatEvent> {
    const over = turns.begin(input.id);
    try {
      yield* answered(input, call);
    } finally {
      over();
    }
  }

  /** Keeps the answer whatever way its reading ends: finished, stopped by the reader, or broken off. */
  async function* answered(input: ChatInput, call: Call<Principal>): AsyncGenerator<ChatEvent> {
    const { principal } = call;
    const { id, replaces } = input;
    const history = await store.historyFor(principal, id, input.message, replaces);
    const question = questionMessage(crypto.uuid(), input.message, clock.now());
    if (!replaces) await store.add(principal, id, question);
    yield { type: 'question', message: question };

    const filters = await scopeFilters(database, principal, input.scope ?? (await store.scopeOf(principal, id)));
    const cacheKey = stateKey(principal.userId, id);
    const { work: agent, routed, open } = await whoAnswers(services.agents, input, { question: input.message, history, conversationId: id, cacheKey, place: (beside) => ({ conversationId: id, questionId: question.id, beside }) }, call);
    if (routed) yield { type: 'routed', ...routed };
    const chosen = replaces && input.agent ? chosenNow(input.agent, await store.leftOpen(principal, id, replaces, input.message)) : null;
    const answering = answerQuestion(services, { text: input.message, history, filters, role: input.model, fresh: replaces !== undefined, cacheKey, lasting: true, agent, routed: open ?? chosen }, call);
    const keep = async (answer: KeptMessage): Promise<void> => {
      await (replaces ? store.replaceFrom(principal, id, replaces, question, answer) : store.add(principal, id, answer));
      await violated(answer, id, call);
    };
    let kept = false;
    try {
      for await (const event of answering.events) {
        if (event.type === 'answer') {
          await keep(event.message);
          kept = true;
          if (agent?.agent.definition.memory === 'personal') await services.agents.remember(principal, { question: input.message, title: agent.agent.definition.title, label: event.message.label ?? 'internal' });
        }
        yield event;
      }
    } finally {
      const partial = kept ? null : answering.soFar();
      if (partial) await keep(partial);
    }
  }

  async function* ask({ question, scope, model: role, ...answerer }: { question: string; scope?: ConversationScope | undefined; model?: 'fast' | 'heavy' | undefined } & Answerer, call: Call<Principal>): AsyncGenerator<ChatEvent> {
    const { principal } = call;
    const filters = scope === undefined ? {} : await scopeFilters(database, principal, scope);
    const cacheKey = stateKey(principal.userId, ASKED_ONCE);
    const { work: agent, routed, open } = await whoAnswers(services.agents, answerer, { question, history: [], conversationId: null, cacheKey, place: null }, call);
    if (routed) yield { type: 'routed', ...routed };
    const { events } = answerQuestion(services, { text: question, history: [], filters, role, cacheKey, lasting: false, agent, routed: open }, call);
    for await (const event of events) {
      if (event.type === 'answer') await violated(event.message, null, call);
      yield event;
    }
  }

  /** The answers of a conversation that wait for a decision, as they go on; until none waits. */
  async function* follow({ id }: { id: string }, { principal, signal }: Call<Principal>): AsyncGenerator<ChatEvent> {
    await store.scopeOf(principal, id);
    const listening = following.listen(id, signal);
    try {
      while (!signal.aborted) {
        yield* listening.take();
        if (!listening.under() && !(await paused.inConversation(principal.tenantId, id))) {
          yield* listening.take();
          return;
        }
        await listening.next();
      }
    } finally {
      listening.end();
    }
  }

  return bindHandlers(conversations, {
    create: ({ title, scope }, { principal }) => store.create(principal, title ?? '', scope),
    list: async ({ query }, { principal }) => ({ conversations: await store.list(principal, query) }),
    get: ({ id }, { principal }) => store.get(principal, id),
    async breakGlass({ id, reason }, { principal, note }) {
      const { opening, conversation } = await store.breakGlass(principal, id, reason);
      note({ metadata: { opening, owner: conversation.owner.id } });
      return conversation;
    },
    rename: ({ id, title }, { principal }) => store.rename(principal, id, title),
    scope: ({ id, collections, documents }, { principal }) => store.limit(principal, id, { collections, documents }),
    async delete({ id }, { principal }) {
      await store.delete(principal, id);
      await models.forget(principal.tenantId, stateKey(principal.userId, id));
      return { deleted: true };
    },
    chat,
    ask,
    follow,
    async stop({ id }, { principal }) {
      await store.scopeOf(principal, id);
      return { stopped: following.stop(id) };
    },
  });
}

/** What was left open, closed by the choice of its person. */
function chosenNow(agent: string, open: OpenRouting | null): OpenRouting | null {
  return open && { ...open, chosen: agent };
}
