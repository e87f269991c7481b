import type { ChatCompletion, ChatCompletionChunk, FinishReason } from '#shared/contract/completions.ts';
import type { Framing } from './event-stream.ts';
import { openAiFailureBody } from './send-failure.ts';

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** Server-sent events as OpenAI's clients read them: nameless, and `[DONE]` at the end. A failure has no `[DONE]` after it. */
export const OPENAI_FRAMING: Framing = {
  event: data,
  end: 'data: [DONE]\n\n',
  error: (failure) => data(openAiFailureBody(failure)),
};

export function wantsStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
}

/** All pieces of a completion as one. */
export async function wholeCompletion(events: AsyncIterable<unknown>): Promise<ChatCompletion> {
  let last: ChatCompletionChunk | undefined;
  let content = '';
  let finish: FinishReason = 'stop';
  for await (const event of events) {
    last = event as ChatCompletionChunk;
    const [choice] = last.choices;
    content += choice?.delta.content ?? '';
    finish = choice?.finish_reason ?? finish;
  }
  if (!last?.usage) throw new Error('a completion without an end');
  const { id, created, model, sent_to, personal_data, usage } = last;
  return { id, object: 'chat.completion', created, model, ...(sent_to === undefined ? {} : { sent_to }), ...(personal_data === undefined ? {} : { personal_data }), choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }], usage };
}
