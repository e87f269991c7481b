import type { QueryClient } from '@tanstack/react-query';
import type { AskMode, GivenArguments } from '#shared/contract/agent-answers.ts';
import type { ConversationScope, Message } from '#shared/contract/conversations.ts';
import type { Client } from '#renderer/client/client.ts';
import { conversationKey } from '#renderer/client/conversation-key.ts';
import { Failure, toFailure } from '#renderer/client/failure.ts';
import { createStore, type Store } from '#renderer/client/store.ts';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { after, type Answering, begun } from './answering.ts';
import { keepAnswer, LISTS_KEY } from './conversation-queries.ts';
import { gatherTokens } from './gather-tokens.ts';

/** Stands for the conversation that a first question is about to create. */
export const NEW = 'new';

/** The core keeps what stands of a stopped answer; these are the moments at which it is looked for, in ms after the stop. */
const LOOK_AGAIN_MS = [120, 300, 700, 1500];

/** An agent by name or by what fits, alone or beside the documents; `given` is what it asked for. */
export interface Answerer {
  mode: AskMode;
  agent?: string;
  given?: GivenArguments;
}

export interface Ask {
  conversationId: string | null;
  text: string;
  replaces?: string;
  /** Whether the larger model writes the answer. */
  harder?: boolean;
  /** Who answers; the documents alone unless told. */
  answerer?: Answerer;
  /** What a conversation that is about to be created looks in. */
  scope?: ConversationScope;
  onCreated?: (id: string) => void;
}

/** Answers in the making, by conversation. They go on whatever screen is shown. */
export interface Answers extends Store<ReadonlyMap<string, Answering>> {
  ask(question: Ask): void;
  stop(conversationId: string): void;
  dismiss(conversationId: string): void;
  /** Stops and forgets everything: somebody else sits down. */
  clear(): void;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function createAnswers(client: Client, queries: QueryClient): Answers {
  const store = createStore<ReadonlyMap<string, Answering>>(new Map());
  const running = new Map<string, AbortController>();

  const put = (id: string, answering: Answering | null): void =>
    store.set((all) => {
      const next = new Map(all);
      if (answering === null) next.delete(id);
      else next.set(id, answering);
      return next;
    });
  const patch = (id: string, change: (before: Answering) => Answering): void => {
    const answering = store.get().get(id);
    if (answering !== undefined) put(id, change(answering));
  };
  const fail = (id: string, failure: Failure): void => patch(id, (now) => ({ ...now, phase: 'failed', failure }));

  async function create({ scope, onCreated }: Ask): Promise<string> {
    const summary = await client.conversations.create(scope === undefined ? {} : { scope });
    queries.setQueryData(conversationKey(summary.id), { ...summary, messages: [] });
    const answering = store.get().get(NEW);
    if (answering !== undefined) put(summary.id, answering);
    onCreated?.(summary.id);
    put(NEW, null);
    return summary.id;
  }

  /** Follows the events to the end; true when the answer arrived. */
  async function follow(id: string, input: { message: string; replaces?: string; model?: 'heavy' } & Partial<Answerer>, signal: AbortSignal): Promise<boolean> {
    let question: Message | null = null;
    const tokens = gatherTokens((event) => {
      if (event.type === 'question') question = event.message;
      if (event.type === 'answer') {
        if (question !== null) keepAnswer(queries, id, input.replaces ?? null, question, event.message);
      } else patch(id, (now) => (now.phase === 'stopping' && event.type !== 'token' ? now : after(now, event)));
    });
    try {
      for await (const event of await client.conversations.chat({ id, ...input }, { signal })) {
        tokens.take(event);
        if (event.type === 'question') void queries.invalidateQueries({ queryKey: LISTS_KEY });
        if (event.type === 'answer') return true;
      }
      return false;
    } finally {
      tokens.flush();
    }
  }

  /** After a stop: waits until the core has kept what stands, then shows that. */
  async function settle(id: string): Promise<void> {
    for (const pause of LOOK_AGAIN_MS) {
      await wait(pause);
      const conversation = await client.conversations.get({ id }).catch(() => null);
      if (conversation === null) continue;
      queries.setQueryData(conversationKey(id), conversation);
      if (conversation.messages.at(-1)?.role === 'assistant') break;
    }
    put(id, null);
  }

  async function run(question: Ask, stopper: AbortController): Promise<void> {
    const { conversationId, text, replaces, harder, answerer } = question;
    let id = conversationId ?? NEW;
    try {
      if (conversationId === null) {
        id = await create(question);
        running.delete(NEW);
        running.set(id, stopper);
      }
      await queries.cancelQueries({ queryKey: conversationKey(id) });
      const answered = await follow(id, { message: text, ...(replaces === undefined ? {} : { replaces }), ...(harder === true ? { model: 'heavy' } : {}), ...answerer }, stopper.signal);
      if (answered) put(id, null);
      else if (stopper.signal.aborted) await settle(id);
      else fail(id, new Failure('UNREACHABLE', ''));
    } catch (thrown) {
      if (stopper.signal.aborted) await settle(id);
      else fail(id, toFailure(thrown));
    } finally {
      running.delete(id);
      void queries.invalidateQueries({ queryKey: LISTS_KEY });
      void queries.invalidateQueries({ queryKey: MODE_KEY });
    }
  }

  return {
    ...store,
    ask(question) {
      const id = question.conversationId ?? NEW;
      if (running.has(id)) return;
      const stopper = new AbortController();
      running.set(id, stopper);
      put(id, begun(question.text, question.replaces ?? null));
      void run(question, stopper);
    },
    stop(id) {
      patch(id, (now) => ({ ...now, phase: 'stopping' }));
      running.get(id)?.abort();
    },
    dismiss: (id) => put(id, null),
    clear() {
      for (const stopper of running.values()) stopper.abort();
      running.clear();
      store.set(new Map());
    },
  };
}
