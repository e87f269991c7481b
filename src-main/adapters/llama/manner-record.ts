import type { Manner } from '#core/ports/manner.ts';
import { describeContext } from './describe-live.ts';
import { createGuessRecord, type GuessRecord } from './guess-record.ts';
import type { LoadedModel } from './loaded-model.ts';

/** Watches how a generation is computed. */
export interface MannerRecord {
  readonly guesses: GuessRecord;
  /** A prompt was read of which so many tokens were there already, in a seat that then held so many that had been read. */
  tookOver(reused: number, read: number): void;
  /** A token is, or was, computed. */
  step(): void;
  manner(): Manner;
}

export function createMannerRecord(loaded: LoadedModel, alone: boolean): MannerRecord {
  const guesses = createGuessRecord();
  let takenOver = 0;
  let beside = false;
  return {
    guesses,
    tookOver: (reused, read) => void (takenOver = Math.max(0, reused - read)),
    step: () => void (beside ||= !alone && loaded.seats.conversing() > 1),
    manner: () => ({
      engine: loaded.model.llama.llamaCppRelease.release,
      contextTokens: loaded.context.contextSize,
      ...describeContext(loaded.context),
      threads: { ...loaded.threads.now },
      alone,
      beside,
      takenOver,
      guesses: guesses.runs(),
    }),
  };
}
