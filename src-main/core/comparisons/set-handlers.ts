import { type EvaluationSet, evaluationSets } from '#shared/contract/evaluation-sets.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { feedbackRows } from '#core/feedback/index.ts';
import { bindHandlers, type BoundOperation, type Call, type Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { runningOf } from './comparison-rows.ts';
import { type NewQuestion, questionsFromFeedback, questionsFromFile } from './set-questions.ts';
import { deleteSet, documentsNamed, insertSet, listSets } from './set-rows.ts';

export function evaluationSetHandlers({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): BoundOperation[] {
  async function keep(name: string, origin: EvaluationSet['origin'], { principal, note }: Call<Principal>, read: (tx: Transaction) => Promise<NewQuestion[]>): Promise<EvaluationSet> {
    const id = crypto.uuid();
    const [kept] = await database.withTenant(principal, async (tx) => {
      const questions = await read(tx);
      if (!(await insertSet(tx, { id, name, origin, by: principal.userId, at: clock.now() }, questions))) throw new MillwrightError('EVALUATION_SET_EXISTS');
      return listSets(tx, visibleLabels(principal), id);
    });
    if (!kept) throw new MillwrightError('EVALUATION_SET_NOT_FOUND');
    note({ resourceId: id, metadata: { origin, questions: kept.questions } });
    return kept;
  }

  return bindHandlers(evaluationSets, {
    list: async (_, { principal }) => ({ sets: await database.withTenant(principal, (tx) => listSets(tx, visibleLabels(principal))) }),
    create: ({ name }, call) =>
      keep(name, 'feedback', call, async (tx) => {
        const questions = questionsFromFeedback(await feedbackRows(tx, visibleLabels(call.principal)));
        if (questions.length === 0) throw new MillwrightError('EVALUATION_REFUSED', 'There is no feedback to make a set of yet: answers found good that cite a source, or corrected ones.');
        return questions;
      }),
    import: ({ name, questions, label }, call) =>
      keep(name, 'file', call, async (tx) => {
        const files = questions.flatMap(({ file, also }) => [file ?? [], (also ?? []).map((place) => place.file)].flat());
        return questionsFromFile(questions, label, await documentsNamed(tx, files));
      }),
    async remove({ id }, { principal }) {
      await database.withTenant(principal, async (tx) => {
        if (await runningOf(tx, id)) throw new MillwrightError('EVALUATION_REFUSED', 'A comparison on this set is running. Stop it first.');
        if (!(await deleteSet(tx, id))) throw new MillwrightError('EVALUATION_SET_NOT_FOUND');
      });
      return { removed: true };
    },
  });
}
