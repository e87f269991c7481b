import type { Message } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Answering, MeasuredAnswer } from '#core/knowledge/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { answerQuestion, type AnswerServices } from './answer.ts';
import type { AnswerModels } from './dependencies.ts';
import { factsIn, unsupportedSentences } from './grounding.ts';
import { sentencesOf } from './sentences.ts';

/** Answers without a language model. */
export const NO_MODELS: AnswerModels = {
  chat: () => Promise.resolve(null),
  forget: () => Promise.resolve(),
  answerMode: () => Promise.resolve({ model: null, device: null, reason: null }),
};

/** Answers questions the way a conversation does, to measure how well the answers rest on what they cite. Keeps nothing. */
export function measureAnswers(services: AnswerServices): Answering {
  return async (how, question, call) => {
    if (how === 'written' && (await services.models.answerMode(call.principal.tenantId)).model === null) return null;
    const models = how === 'written' ? services.models : NO_MODELS;
    return measured(await answered({ ...services, models }, question, call));
  };
}

interface Found {
  message: Message;
  passages: readonly Passage[];
}

async function answered(services: AnswerServices, text: string, call: Call<Principal>): Promise<Found> {
  const { userId } = call.principal;
  const question = { text, history: [], filters: {}, cacheKey: `${userId}/measured`, lasting: false };
  let passages: readonly Passage[] = [];
  for await (const event of answerQuestion(services, question, { ...call, note: () => undefined }).events) {
    if (event.type === 'passages') ({ passages } = event);
    if (event.type === 'answer') return { message: event.message, passages };
  }
  throw new Error('a question was left without an answer');
}

function measured({ message, passages }: Found): MeasuredAnswer {
  const written = message.mode === 'generated';
  const text = written ? message.content : citedQuotes(message);
  const facts = factsIn(text);
  return {
    answered: message.mode !== 'nothing',
    facts,
    supported: facts - unsupportedSentences(text, passages).length,
    cited: message.citations.flatMap(({ n }) => passages[n - 1] ?? []),
  };
}

/** A quotation stands above its source: each of its sentences with the number that the reader sees below. */
const citedQuotes = ({ citations }: Message): string =>
  citations.flatMap(({ n, quote }) => sentencesOf(quote.replace(/\[[\d,\s]+\]/g, ' ')).map(({ text }) => `${text} [${n}]`)).join('\n');
