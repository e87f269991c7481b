import { type ErrorCode, MillwrightError } from '#shared/contract/errors.ts';
import { createBackgroundWork } from '#core/background/index.ts';
import type { KeptMessage } from '#core/conversations/index.ts';
import type { Changes, Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { activeTenants } from '#core/tenants/index.ts';
import { changeState, type ComparisonRow, type NextQuestion, nextQuestion, oneComparison, putAnswer, runningOf } from './comparison-rows.ts';
import { citesOneOf, overlapOf } from './measures.ts';

/** A model that fails so often one after the other will not get better by asking on. What it may not be sent is no failure of its own. */
const FAILURES_IN_A_ROW = 3;
const OF_THE_MODEL: readonly ErrorCode[] = ['MODEL_UNAVAILABLE', 'MODEL_INVALID'];
const BROKEN = 'The comparison failed inside Millwright. What is there stays; it can go on.';
/** What is wrong with the model or the question; anything else concerns all that is left to ask. */
const OF_THE_ANSWER: readonly ErrorCode[] = [...OF_THE_MODEL, 'EVALUATION_REFUSED', 'INVALID_INPUT', 'PERSONAL_DATA'];

/** One question to one model, for the person as they are now. */
export interface Asking {
  principal: Principal;
  comparisonId: string;
  modelId: string;
  question: string;
  signal: AbortSignal;
}

export interface AnswerEnd extends Pick<NextQuestion, 'side' | 'place'> {
  tenantId: string;
  userId: string;
  comparisonId: string;
  outcome: 'ok' | 'failed' | 'cancelled';
  ms: number;
}

export interface RunnerDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  changes: Changes;
  /** The person with the rights they have now. Throws where they may not compare models any more. */
  personNow(tenantId: string, userId: string): Promise<Principal>;
  ask(asking: Asking): Promise<KeptMessage>;
  /** Whether a model can still be used in a plant. */
  isThere(tenantId: string, modelId: string): Promise<boolean>;
  record(end: AnswerEnd): Promise<void>;
}

export interface ComparisonOf {
  tenantId: string;
  userId: string;
  id: string;
}

export interface Runner {
  /** Goes on with a comparison that says it runs, unless that is under way. */
  carryOn(comparison: ComparisonOf): void;
  underWay(id: string): boolean;
  /** Stops asking; resolves when nothing of it runs any more. */
  stop(id: string): Promise<void>;
  /** Goes on with what the last end of the program interrupted. */
  resume(): Promise<void>;
  /** Stops all, keeping them as running. */
  close(): Promise<void>;
}

/** Compares models in the background: what stands in the database says what is to be asked next, so that nothing is lost with the process. */
export function createRunner({ database, clock, logger, changes, personNow, ask, isThere, record }: RunnerDeps): Runner {
  const background = createBackgroundWork({ logger, failure: 'the end of a comparison of models was not kept', over: (id) => changes.tell(id) });

  async function end({ tenantId, userId, id }: ComparisonOf, state: 'done' | 'failed', error: string | null): Promise<void> {
    await database.withTenant({ tenantId, userId }, (tx) => changeState(tx, id, ['running'], state, { error, endedAt: clock.now() }));
  }

  /** Asks one model one question and keeps what came of it. Throws what concerns more than this question. */
  async function answer(comparison: ComparisonOf, row: ComparisonRow, next: NextQuestion, principal: Principal, signal: AbortSignal): Promise<MillwrightError | null> {
    const { tenantId, userId, id } = comparison;
    const began = clock.elapsed();
    let message: KeptMessage | null = null;
    let failure: unknown = null;
    try {
      message = await ask({ principal, comparisonId: id, modelId: modelOf(row, next)[0], question: next.question, signal });
    } catch (error) {
      failure = error;
    }
    const { side, place } = next;
    const stopped = signal.aborted;
    await record({ tenantId, userId, comparisonId: id, side, place, outcome: stopped ? 'cancelled' : failure === null ? 'ok' : 'failed', ms: clock.elapsed() - began });
    if (stopped) return null;
    if (failure !== null && !(failure instanceof MillwrightError && OF_THE_ANSWER.includes(failure.code))) throw failure;
    const error = failure instanceof MillwrightError ? failure : null;
    await database.withTenant(principal, (tx) =>
      putAnswer(tx, {
        comparisonId: id, setId: row.set_id, side, place, error: error?.message ?? null, at: clock.now(),
        // What its model was sent would fill pages for every answer, and a question can be asked again.
        answer: message && { ...message, made: null },
        cited: message && citesOneOf(message, next.places),
        overlap: message && overlapOf(message.content, next.corrected),
      }),
    );
    return error;
  }

  async function carry(comparison: ComparisonOf, signal: AbortSignal): Promise<void> {
    const { tenantId, userId, id } = comparison;
    for (let inARow = 0; !signal.aborted; ) {
      // Anew for each question: what was taken from the person meanwhile is taken from the comparison.
      const principal = await personNow(tenantId, userId);
      const step = await database.withTenant(principal, async (tx) => {
        const row = await oneComparison(tx, id);
        return row.state === 'running' ? { row, next: await nextQuestion(tx, row, visibleLabels(principal)) } : null;
      });
      if (step === null) return;
      if (!step.next) return end(comparison, 'done', null);
      const error = await answer(comparison, step.row, step.next, principal, signal);
      changes.tell(id);
      const [modelId, name] = modelOf(step.row, step.next);
      if (error?.code === 'EVALUATION_REFUSED' && !(await isThere(tenantId, modelId))) return end(comparison, 'failed', `The model ${name} cannot be used here any more.`);
      inARow = error !== null && OF_THE_MODEL.includes(error.code) ? inARow + 1 : 0;
      if (error !== null && inARow >= FAILURES_IN_A_ROW) return end(comparison, 'failed', error.message);
    }
  }

  function carryOn(comparison: ComparisonOf): void {
    const { id } = comparison;
    background.wake(id, (signal) =>
      carry(comparison, signal).catch(async (error: unknown) => {
        if (!(error instanceof MillwrightError)) logger.error('a comparison of models failed', { id, error: String(error) });
        await end(comparison, 'failed', error instanceof MillwrightError ? error.message : BROKEN);
      }),
    );
  }

  return {
    carryOn,
    stop: background.stop,
    underWay: background.underWay,
    async resume() {
      for (const tenantId of await activeTenants(database)) {
        const running = await database.withTenant({ tenantId, userId: null }, (tx) => runningOf(tx));
        if (running) carryOn({ tenantId, userId: running.started_by, id: running.id });
      }
    },
    close: background.close,
  };
}

const modelOf = (row: ComparisonRow, { side }: Pick<NextQuestion, 'side'>): readonly [id: string, name: string] => (side === 'model' ? [row.model_id, row.model_name] : [row.against_id, row.against_name]);
