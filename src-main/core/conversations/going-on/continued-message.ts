import type { AgentAnswer } from '#shared/contract/agent-answers.ts';
import { type DecidedRun, decidedStep, labelOf, stepsOf } from '#core/agents/index.ts';
import { questionMessage } from '#core/conversations/question-message.ts';
import type { KeptMessage } from '#core/conversations/used-documents.ts';

/** An answer that does not go on: what became of the call, and why there is no more. */
export function stoppedMessage({ run, call, approvalId }: Pick<DecidedRun, 'run' | 'call' | 'approvalId'>, why: string, { id, at }: { id: string; at: Date }): KeptMessage {
  const became = call.status === 'ok' ? `"${run.waiting.tool}" was approved and has run.` : call.sentence;
  const agent: AgentAnswer = {
    name: run.agent, title: run.title, version: run.version, needs: null, label: labelOf(run), limit: null, continues: approvalId,
    steps: [...stepsOf(run), decidedStep(run, approvalId, call, '')],
    output: { format: 'summary_text', hints: { type: 'text' }, data: null },
  };
  return { ...questionMessage(id, `${became} ${why}`, at), role: 'assistant', label: labelOf(run), agent };
}
