import { MillwrightError } from '#shared/contract/errors.ts';
import type { DecidedRun, PausePlace } from '#core/agents/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { type AgentServices, whoAnswers } from './agent-work.ts';
import { type Answering, answerQuestion, type AnswerServices } from './answer.ts';
import { continueAnswer } from './going-on/continue-answer.ts';
import { questionMessage } from './question-message.ts';
import type { KeptMessage } from './used-documents.ts';

export interface StepQuestion {
  instruction: string;
  /** Null: the documents answer. */
  agent: string | null;
  /** What was asked and answered before and bears on it. */
  before: readonly { instruction: string; answer: KeptMessage }[];
  /** What models have read is reused only under the same key. */
  cacheKey: string;
  /** Of the step, so that it goes on after a call that had to wait. */
  place: PausePlace;
  /** The step as it waited, where its call is decided now. */
  decided: DecidedRun | null;
}

/**
 * One step of something larger, answered as a question is, for the caller and with their rights. What came before goes along as a
 * conversation, so that it counts as read, not as written by the person. Throws as the models do, and `AGENT_NOT_FOUND`.
 */
export async function answerStep(services: AnswerServices & { agents: AgentServices }, { instruction, agent, before, cacheKey, place, decided }: StepQuestion, call: Call<Principal>): Promise<KeptMessage> {
  const { clock, crypto } = services;
  const history = before.flatMap(({ instruction: asked, answer }) => [questionMessage(crypto.uuid(), asked, clock.now()), answer]);
  const begin = async (): Promise<Answering> => {
    if (decided) return continueAnswer(services, decided, { history, filters: {}, cacheKey, lasting: false, beside: false }, call);
    const { work } = await whoAnswers(services.agents, agent === null ? { mode: 'rag' } : { agent }, { question: instruction, history, conversationId: null, cacheKey, place: () => place }, call);
    return answerQuestion(services, { text: instruction, history, filters: {}, cacheKey, lasting: false, agent: work }, call);
  };
  const { events } = await begin();
  let answer: KeptMessage | null = null;
  for await (const event of events) if (event.type === 'answer') answer = event.message;
  if (call.signal.aborted || answer === null) throw new MillwrightError('CANCELLED');
  return answer;
}
