import { MillwrightError } from '#shared/contract/errors.ts';
import { chunksOf, type DecidedRun, gather, labelOf, type Resumed } from '#core/agents/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { AgentServices } from '#core/conversations/agent-work.ts';
import { type Answering, answerQuestion, type AnswerServices, type Question } from '#core/conversations/answer.ts';
import type { KeptMessage } from '#core/conversations/used-documents.ts';

/** Turns of the conversation that an agent sees, as when it was asked. */
const TURNS = 6;

export type Ground = Pick<Question, 'filters' | 'cacheKey' | 'lasting'> & { history: readonly KeptMessage[]; beside: boolean };

/**
 * Lets the answer of a run whose call was decided go on, as its person, with the rights they have now: the agent sees what came of the
 * call, looks further where it has to, and the answer is written. Throws `FORBIDDEN` with a sentence where the person may no longer use
 * the agent or see what was found.
 */
export async function continueAnswer(services: AnswerServices & { agents: AgentServices }, { run, call: outcome, approvalId }: DecidedRun, { beside, ...ground }: Ground, call: Call<Principal>): Promise<Answering> {
  const { gathering } = services.agents;
  const { principal } = call;
  const agent = await gathering.agents.usable(principal, run.agent).catch(() => null);
  if (agent === null) throw new MillwrightError('FORBIDDEN', `You may not use "${run.title}" any more, so its answer does not go on.`);
  const labels = [labelOf(run), outcome.status === 'ok' ? outcome.label : null].filter((label) => label !== null);
  if (labels.some((label) => !visibleLabels(principal).includes(label))) throw new MillwrightError('FORBIDDEN', 'You may not see any more what was found, so the answer does not go on.');
  const passages = await services.search.current(principal, chunksOf(run), {});
  const resumed: Resumed = { approvalId, run, call: outcome, passages };
  const shown = agent.definition.memory === 'none' ? [] : ground.history.slice(-TURNS);
  const task = {
    agent, question: run.question, conversationId: 'conversationId' in run.place ? run.place.conversationId : null, place: run.place, resumed,
    history: shown.map(({ role, content }) => ({ role, text: content })), label: run.label, cacheKey: `${ground.cacheKey}/agent`,
  };
  return answerQuestion(services, { ...ground, text: run.question, agent: { agent, beside, gather: () => gather(gathering, task, call) } }, call);
}
