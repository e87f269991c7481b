import type { LlamaContextSequence } from 'node-llama-cpp';

/**
 * Lets a reader's pace hold the model back. The chat pulls its tokens from `sequence.evaluate`, and pausing between two
 * pulls is the only place where it can wait: its callbacks are not awaited.
 * @param room undefined while the reader keeps up, else a promise to wait for
 */
export function paceSequence(sequence: LlamaContextSequence, room: () => Promise<void> | undefined): void {
  const evaluate = sequence.evaluate.bind(sequence);
  sequence.evaluate = async function* paced(tokens, options) {
    const source = evaluate(tokens, options);
    try {
      let replacement: Parameters<typeof source.next>[0];
      for (;;) {
        const waiting = room();
        if (waiting) await waiting;
        const step = await source.next(replacement);
        if (step.done) return;
        replacement = yield step.value;
      }
    } finally {
      await source.return();
    }
  };
}
