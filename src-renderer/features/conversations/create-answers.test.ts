import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { Link } from '#renderer/client/client.ts';
import { conversationKey } from '#renderer/client/conversation-key.ts';
import { createClient } from '#renderer/client/create-client.ts';
import type { Conversation } from './conversation-queries.ts';
import { createAnswers, NEW } from './create-answers.ts';

const ID = '00000000-0000-4000-8000-000000000001';

function message(role: Message['role'], content: string, id: string): Message {
  return { id, role, content, createdAt: '2026-11-20T14:05:00.000Z', mode: role === 'user' ? null : 'generated', model: null, sentTo: null, citations: [], unsupported: [], usage: null, interrupted: null, understood: null, steps: [], safety: [], personalData: null, guardrails: null, agent: null, routed: null };
}

/** A link whose chat is fed by the test, and whose conversation is what the core would have kept. */
function stage() {
  const kept: Message[] = [];
  const sent: unknown[] = [];
  let push: (event: ChatEvent) => void = () => undefined;
  let end: () => void = () => undefined;
  async function* chat(signal: AbortSignal | undefined): AsyncGenerator<ChatEvent> {
    const queue: ChatEvent[] = [];
    let wake: () => void = () => undefined;
    let over = false;
    const ended = () => {
      over = true;
      wake();
    };
    push = (event) => {
      queue.push(event);
      wake();
    };
    end = ended;
    signal?.addEventListener('abort', ended);
    while (!over || queue.length > 0) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
      if (signal?.aborted) throw new Error('aborted');
    }
  }
  const summary = { id: ID, title: 'A question', createdAt: '', updatedAt: '' };
  const link: Link = {
    async call([, operation], input, { signal }) {
      sent.push([operation, input]);
      if (operation === 'create') return summary;
      if (operation === 'chat') return chat(signal);
      return { ...summary, messages: [...kept] };
    },
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const answers = createAnswers(createClient(link, { token: () => null, failed: () => undefined }), queries);
  const shown = () => queries.getQueryData<Conversation>(conversationKey(ID))?.messages.map(({ content }) => content);
  return { answers, kept, sent, shown, push: (event: ChatEvent) => push(event), end: () => end() };
}

const running = async (answers: ReturnType<typeof stage>['answers']) => vi.waitFor(() => expect(answers.get().has(ID)).toBe(true));

describe('answers in the making', () => {
  it('shows the question at once, creates the conversation, and keeps question and answer when it ends', async () => {
    const { answers, shown, push } = stage();
    const created = vi.fn();
    answers.ask({ conversationId: null, text: 'How hot?', onCreated: created });
    expect(answers.get().get(NEW)).toMatchObject({ question: 'How hot?', phase: 'asking' });
    await running(answers);
    expect(created).toHaveBeenCalledWith(ID);
    await vi.waitFor(() => {
      push({ type: 'question', message: message('user', 'How hot?', 'q1') });
      expect(answers.get().get(ID)?.questionId).toBe('q1');
    });
    push({ type: 'token', text: '90 ' });
    push({ type: 'token', text: '°C' });
    await vi.waitFor(() => expect(answers.get().get(ID)?.text).toBe('90 °C'));
    push({ type: 'answer', message: message('assistant', '90 °C [1].', 'a1') });
    await vi.waitFor(() => expect(answers.get().size).toBe(0));
    expect(shown()).toEqual(['How hot?', '90 °C [1].']);
  });

  it('keeps what the core kept of an answer that was stopped', async () => {
    const { answers, kept, shown, push } = stage();
    answers.ask({ conversationId: ID, text: 'How hot?' });
    await vi.waitFor(() => {
      push({ type: 'question', message: message('user', 'How hot?', 'q1') });
      expect(answers.get().get(ID)?.questionId).toBe('q1');
    });
    kept.push(message('user', 'How hot?', 'q1'), { ...message('assistant', '90', 'a1'), interrupted: 'Stopped before the end.' });
    answers.stop(ID);
    expect(answers.get().get(ID)?.phase).toBe('stopping');
    await vi.waitFor(() => expect(answers.get().size).toBe(0), 5_000);
    expect(shown()).toEqual(['How hot?', '90']);
  });

  it('keeps the question and says so when the connection breaks', async () => {
    const { answers, push, end } = stage();
    answers.ask({ conversationId: ID, text: 'How hot?' });
    await vi.waitFor(() => {
      push({ type: 'searching', documents: 3 });
      expect(answers.get().get(ID)?.documents).toBe(3);
    });
    end();
    await vi.waitFor(() => expect(answers.get().get(ID)?.phase).toBe('failed'));
    expect(answers.get().get(ID)).toMatchObject({ question: 'How hot?', failure: { code: 'UNREACHABLE' } });
  });

  it('does not ask twice in one conversation at the same time', async () => {
    const { answers, sent } = stage();
    answers.ask({ conversationId: ID, text: 'First' });
    answers.ask({ conversationId: ID, text: 'Second' });
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(0));
    expect(sent.filter((call) => Array.isArray(call) && call[0] === 'chat')).toEqual([['chat', { id: ID, message: 'First' }]]);
    answers.clear();
  });
});
