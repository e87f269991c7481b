import { type ComparedAnswer, type Comparison, comparisons } from '#shared/contract/comparisons.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { asReadBy, type CitedDocuments } from '#core/conversations/index.ts';
import type { ChatModels } from '#core/models/index.ts';
import { bindHandlers, type BoundOperation, type Call, type Changes, type Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { changeState, comparisonRows, countReadable, forgetFailures, insertComparison, oneComparison, questionRows, runningOf, type SideRow, withTotals } from './comparison-rows.ts';
import type { Runner } from './runner.ts';
import { listSets } from './set-rows.ts';

export interface ComparisonHandlerDeps {
  database: Database;
  clock: Clock;
  crypto: Crypto;
  cited: CitedDocuments;
  chatModels: ChatModels;
  runner: Runner;
  changes: Changes;
}

const ONE_RUNS = 'Another comparison is running. Wait until it is done, or stop it first: two at once would measure each other.';

export function comparisonHandlers(deps: ComparisonHandlerDeps): BoundOperation[] {
  const { database, clock, crypto, chatModels, runner, changes } = deps;

  const read = (principal: Principal, id: string): Promise<Comparison> => database.withTenant(principal, async (tx) => whole(tx, id));

  async function modelNamed(principal: Principal, wanted: string): Promise<{ id: string; name: string }> {
    const model = await chatModels.find(principal.tenantId, wanted);
    if (!model) throw new MillwrightError('MODEL_NOT_FOUND', `There is no language model "${wanted}" that can be used here now.`);
    return model;
  }

  async function* watch({ id }: { id: string }, { principal, signal }: Call<Principal>): AsyncGenerator<{ type: 'comparison'; comparison: Comparison }> {
    const changed = changes.watch(id, signal);
    try {
      while (!signal.aborted) {
        // Asked first: what is read after it has ended is how it ended.
        const underWay = runner.underWay(id);
        const comparison = await read(principal, id);
        yield { type: 'comparison', comparison };
        if (comparison.state !== 'running' || !underWay) return;
        await changed.next();
      }
    } finally {
      changed.end();
    }
  }

  return bindHandlers(comparisons, {
    watch,
    async start({ setId, model: wanted, against: other }, { principal, note }) {
      refuseKey(principal);
      const [model, against] = [await modelNamed(principal, wanted), await modelNamed(principal, other)];
      if (model.id === against.id) throw new MillwrightError('EVALUATION_REFUSED', `Both are ${model.name}. Name two models.`);
      const id = crypto.uuid();
      const started = await database.withTenant(principal, async (tx) => {
        const [set] = await listSets(tx, visibleLabels(principal), setId);
        if (!set) throw new MillwrightError('EVALUATION_SET_NOT_FOUND');
        const questions = await countReadable(tx, setId, visibleLabels(principal));
        if (questions === 0) throw new MillwrightError('EVALUATION_REFUSED', 'There is no question in this set that you may read.');
        if (!(await insertComparison(tx, { id, setId, by: principal.userId, model, against, total: questions * 2, at: clock.now() }))) throw new MillwrightError('EVALUATION_REFUSED', ONE_RUNS);
        return whole(tx, id);
      });
      note({ resourceId: id, metadata: { setId, model: model.id, against: against.id, questions: started.total / 2 } });
      runner.carryOn({ tenantId: principal.tenantId, userId: principal.userId, id });
      return started;
    },
    list: async (_, { principal }) => ({ comparisons: await database.withTenant(principal, async (tx) => withTotals(tx, await comparisonRows(tx))) }),
    get: ({ id }, { principal }) => read(principal, id),
    answers: ({ id, from, most }, { principal }) => answersOf(deps, principal, id, { from, most }),
    async cancel({ id }, { principal }) {
      await database.withTenant(principal, async (tx) => {
        await oneComparison(tx, id);
        if (!(await changeState(tx, id, ['running'], 'cancelled', { endedAt: clock.now() }))) throw new MillwrightError('EVALUATION_REFUSED', 'This comparison is not running.');
      });
      await runner.stop(id);
      changes.tell(id);
      return read(principal, id);
    },
    async resume({ id }, { principal }) {
      refuseKey(principal);
      // One that is over in the database may still be ending here.
      if ((await read(principal, id)).state !== 'running') await runner.stop(id);
      await database.withTenant(principal, async (tx) => {
        const row = await oneComparison(tx, id);
        if (row.started_by !== principal.userId) throw new MillwrightError('EVALUATION_REFUSED', `Only ${row.by} can go on with it, as it runs with their rights.`);
        if (runner.underWay(id)) throw new MillwrightError('EVALUATION_REFUSED', 'This comparison is running.');
        const running = await runningOf(tx);
        if (running && running.id !== id) throw new MillwrightError('EVALUATION_REFUSED', ONE_RUNS);
        await forgetFailures(tx, id);
        await tx.run(sql`UPDATE comparisons SET total = 2 * ${await countReadable(tx, row.set_id, visibleLabels(principal))}::integer WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        await changeState(tx, id, ['running', 'cancelled', 'failed', 'done'], 'running', { endedAt: null });
      });
      runner.carryOn({ tenantId: principal.tenantId, userId: principal.userId, id });
      return read(principal, id);
    },
    async remove({ id }, { principal }) {
      await database.withTenant(principal, (tx) => oneComparison(tx, id));
      await runner.stop(id);
      await database.withTenant(principal, (tx) => tx.run(sql`DELETE FROM comparisons WHERE tenant_id = ${tx.tenantId} AND id = ${id}`));
      changes.tell(id);
      return { removed: true };
    },
  });
}

async function whole(tx: Transaction, id: string): Promise<Comparison> {
  const [comparison] = await withTotals(tx, [await oneComparison(tx, id)]);
  if (!comparison) throw new MillwrightError('COMPARISON_NOT_FOUND');
  return comparison;
}

/** A comparison runs on with what its person may do, and a key may do less and ends some day. */
function refuseKey({ key }: Principal): void {
  if (key) throw new MillwrightError('EVALUATION_REFUSED', 'A key cannot set a comparison going, since it runs on without the key. Sign in for that.');
}

async function answersOf({ database, cited }: ComparisonHandlerDeps, principal: Principal, id: string, page: { from: number; most: number }) {
  const labels = visibleLabels(principal);
  const { total, rows } = await database.withTenant(principal, async (tx) => {
    const row = await oneComparison(tx, id);
    return { total: await countReadable(tx, row.set_id, labels), rows: await questionRows(tx, row, labels, page) };
  });
  const kept = rows.flatMap(({ model, against }) => [model?.answer, against?.answer].filter((answer) => answer != null));
  const shown = new Map((await asReadBy(cited, principal, kept)).map((message) => [message.id, message]));
  const side = (given: SideRow | null): ComparedAnswer | null => {
    if (given === null) return null;
    const { content = '', mode = null, sentTo = null, citations = [], unsupported = [], usage = null, label = null } = (given.answer && shown.get(given.answer.id)) ?? {};
    return { content, mode, sentTo, citations, unsupported, usage, label, cited: given.cited, overlap: given.overlap, error: given.error };
  };
  return {
    total,
    questions: rows.map(({ place, question, corrected, places, label, model, against }) => ({
      place, question, expected: corrected, label, places: places.map(({ file, page: of }) => ({ file, page: of })), model: side(model), against: side(against),
    })),
  };
}
