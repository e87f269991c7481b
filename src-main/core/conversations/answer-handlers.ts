import { answers } from '#shared/contract/answers.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import { replayAnswer, type ReplayServices } from './replay-answer.ts';

export function answerHandlers(services: ReplayServices) {
  return bindHandlers(answers, { replay: ({ messageId }, call) => replayAnswer(services, messageId, call) });
}
