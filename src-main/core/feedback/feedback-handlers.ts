import { MillwrightError } from '#shared/contract/errors.ts';
import { type Feedback, feedback } from '#shared/contract/feedback.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import { highestLabel, visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { evaluationSet } from './evaluation-set.ts';
import { feedbackRows, ownAnswer, putFeedback, type ReadFeedback } from './feedback-rows.ts';

export function feedbackHandlers({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }) {
  return bindHandlers(feedback, {
    async give(said, { principal }) {
      await database.withTenant(principal, async (tx) => {
        const answer = await ownAnswer(tx, principal.userId, said.messageId);
        if (!answer) throw new MillwrightError('MESSAGE_NOT_FOUND');
        const { used = [], citations = [] } = answer.metadata;
        const label = highestLabel([...used, ...citations].map((each) => each.label));
        await putFeedback(tx, { id: crypto.uuid(), tenantId: principal.tenantId, userId: principal.userId, label, at: clock.now(), answer, said });
      });
      return { given: true };
    },
    async list(wanted, { principal }) {
      const rows = await database.withTenant(principal, (tx) => feedbackRows(tx, visibleLabels(principal), wanted));
      return { feedback: rows.map(asListed) };
    },
    async export(_, { principal, note }) {
      const questions = evaluationSet(await database.withTenant(principal, (tx) => feedbackRows(tx, visibleLabels(principal))));
      note({ metadata: { questions: questions.length } });
      return Object.assign(new Blob(questions.map(({ question }) => `${JSON.stringify(question)}\n`), { type: 'application/x-ndjson' }), { name: 'questions-from-feedback.jsonl' });
    },
  });
}

function asListed(row: ReadFeedback): Feedback {
  const { documentIds: _, ...rest } = row;
  return rest;
}
