import type { Clock } from '#core/ports/clock.ts';

/** So many characters are searched in one go, whatever the rules, before other work may get its turn. */
const MOST = 64;
/** It gets it after so many milliseconds of searching: a turn takes one by itself, and most rules search much quicker than that. */
const TURN_MS = 8;

/** Gives the texts of one answer as they come from a model, where they are long in parts between which other work goes on. Pairs of surrogates stay together. */
export type InParts = (text: string) => AsyncGenerator<string, void, void>;

export function createInParts(clock: Pick<Clock, 'elapsed'>): InParts {
  let spent = 0;
  return async function* inParts(text) {
    for (let at = 0; at < text.length; ) {
      if (spent >= TURN_MS) {
        await new Promise<void>((resolve) => void setTimeout(resolve, 0));
        spent = 0;
      }
      const end = at + MOST + (isHigh(text.charCodeAt(at + MOST - 1)) ? 1 : 0);
      const since = clock.elapsed();
      yield text.slice(at, end);
      spent += clock.elapsed() - since;
      at = end;
    }
  };
}

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
