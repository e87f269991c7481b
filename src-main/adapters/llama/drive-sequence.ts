import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { Manner } from '#core/ports/manner.ts';
import { followGuesses } from './guess-record.ts';
import { createLookupGain } from './lookup-gain.ts';
import { createPromptLookup } from './prompt-lookup.ts';

/** How a sequence is driven while one answer is written. */
export interface Drive {
  /** Undefined while the reader keeps up, else a promise to wait for. */
  room(): Promise<void> | undefined;
  /** Whether the answer may quote its prompt, so that guessing ahead can pay. */
  lookup: boolean;
  /** How many tokens to guess in each step; null to find out by the clock what pays. */
  follow: Manner['guesses'] | null;
  /** Told before each step how many tokens are guessed in it. */
  onGuess(guessed: number): void;
  /** Told for each token that is written, and whether it had been guessed. */
  onToken(guessed: boolean): void;
  /** Told how many milliseconds a step for one token took. */
  onStep(ms: number): void;
}

type Evaluate = LlamaContextSequence['evaluate'];
type Replacement = Token | Token[] | undefined | void;

/**
 * Steps between the chat and its sequence: the chat pulls its tokens from `sequence.evaluate`, which makes it the one place where a
 * reader's pace can hold the model back (the chat's callbacks are not awaited), and where several tokens can be guessed and checked in
 * one step. The library's own predictor does not take more than one guess a step (node-llama-cpp 3.22.1), so guesses are checked here
 * by `controlledEvaluate`: each is kept only where the model itself, sampling as told, writes the same.
 */
export function driveSequence(sequence: LlamaContextSequence, drive: () => Drive): void {
  const evaluate = sequence.evaluate.bind(sequence);
  sequence.evaluate = (tokens, options) => driven(sequence, evaluate, tokens, options, drive());
}

async function* driven(sequence: LlamaContextSequence, evaluate: Evaluate, tokens: Token[], options: SequenceEvaluateOptions | undefined, drive: Drive): ReturnType<Evaluate> {
  const lookup = drive.lookup && canGuess(sequence, options) ? createPromptLookup([...sequence.contextTokens, ...tokens]) : null;
  const gain = drive.follow ? followGuesses(drive.follow) : createLookupGain();
  let source = evaluate(tokens, options);
  let last: Token | undefined;
  let replacement: Replacement;
  try {
    for (;;) {
      await drive.room();
      const most = gain.most();
      const guess = lookup && last !== undefined && replacement === undefined ? (lookup.guess(Math.min(most, roomIn(sequence))) as Token[]) : [];
      drive.onGuess(guess.length);
      const startedAt = performance.now();
      if (guess.length === 0 || last === undefined) {
        const step = await source.next(replacement);
        if (step.done) return;
        const tookMs = performance.now() - startedAt;
        gain.plain(tookMs);
        drive.onStep(tookMs);
        last = step.value;
        lookup?.push(last);
        drive.onToken(false);
        replacement = yield last;
        if (replacement !== undefined) for (const token of [replacement].flat()) lookup?.push(token);
        continue;
      }
      await source.return();
      const written = await checked(sequence, last, guess, options);
      gain.guessed(performance.now() - startedAt, guess.length, written.length - 1);
      replacement = yield* told(sequence, written, (token, guessed) => {
        lookup?.push(token);
        drive.onToken(guessed);
      });
      last = written.at(-1);
      source = evaluate(replacement === undefined ? (last === undefined ? [] : [last]) : [replacement].flat(), options);
      replacement = undefined;
    }
  } finally {
    await source.return();
  }
}

/** Tells tokens one by one. What was evaluated ahead of the one the consumer stops at, or replaces, is erased. */
async function* told(sequence: LlamaContextSequence, written: readonly Token[], onToken: (token: Token, guessed: boolean) => void): AsyncGenerator<Token, Replacement, Replacement> {
  let ahead = written.length - 1;
  const end = sequence.nextTokenIndex;
  try {
    for (const token of written) {
      onToken(token, ahead > 0);
      const replacement = yield token;
      if (replacement !== undefined) return replacement;
      ahead = Math.max(0, ahead - 1);
    }
    return undefined;
  } finally {
    if (ahead > 0) await sequence.eraseContextTokenRanges([{ start: end - ahead, end }]);
  }
}

/** What the model writes after `last`: its own tokens as long as they agree with the guess, and the one after. */
async function checked(sequence: LlamaContextSequence, last: Token, guess: readonly Token[], options: SequenceEvaluateOptions = {}): Promise<Token[]> {
  const { temperature, minP, topK, topP, xtc, tokenBias, evaluationPriority } = options;
  // Each place draws by itself: with one seed for all, the draws of a step would depend on each other.
  const generateNext = () => ({ token: true, options: { temperature, minP, topK, topP, xtc, tokenBias, seed: Math.floor(Math.random() * 2 ** 31) } });
  const results = await sequence.controlledEvaluate([last, ...guess].map((token) => [token, { generateNext: generateNext() }]), evaluationPriority === undefined ? {} : { evaluationPriority });
  const written: Token[] = [];
  for (const [place, result] of results.entries()) {
    const token = result?.next.token;
    if (token === null || token === undefined) break;
    written.push(token);
    if (token !== guess[place]) break;
  }
  const wrong = guess.length - Math.max(0, written.length - 1);
  if (wrong > 0) await sequence.eraseContextTokenRanges([{ start: sequence.nextTokenIndex - wrong, end: sequence.nextTokenIndex }]);
  if (written.length === 0) throw new Error('the model wrote no token');
  return written;
}

/** Guesses are checked side by side, which a grammar, a penalty or a fixed seed does not allow, nor a model that cannot step back. */
function canGuess(sequence: LlamaContextSequence, options: SequenceEvaluateOptions | undefined): boolean {
  const grammar = options?.grammarEvaluationState;
  const hasGrammar = (typeof grammar === 'function' ? grammar() : grammar) !== undefined;
  return !hasGrammar && options?.repeatPenalty === undefined && options?.dryRepeatPenalty === undefined && options?.seed === undefined && options?.yieldEogToken === true && !sequence.needsCheckpoints;
}

function roomIn(sequence: LlamaContextSequence): number {
  return Math.max(0, sequence.contextSize - sequence.nextTokenIndex - 4);
}
