/** Cuts a text that comes in pieces where it first holds one of these; none is ever shown in part. */
export interface StopSequences {
  /** What of the text can be shown now, and whether it ends here. */
  push(piece: string): { text: string; stopped: boolean };
  /** What was held back. */
  end(): string;
}

export function createStopSequences(sequences: readonly string[]): StopSequences {
  const held = Math.max(0, ...sequences.map(({ length }) => length - 1));
  let pending = '';
  return {
    push(piece) {
      pending += piece;
      const at = sequences.map((each) => pending.indexOf(each)).filter((index) => index >= 0);
      if (at.length > 0) {
        const text = pending.slice(0, Math.min(...at));
        pending = '';
        return { text, stopped: true };
      }
      const keep = sequences.some((each) => startsWithin(pending.slice(-held), each)) ? held : 0;
      const cut = Math.max(0, pending.length - keep);
      const text = pending.slice(0, cut);
      pending = pending.slice(cut);
      return { text, stopped: false };
    },
    end() {
      const rest = pending;
      pending = '';
      return rest;
    },
  };
}

/** Whether some ending of the text is the beginning of the sequence. */
function startsWithin(text: string, sequence: string): boolean {
  for (let from = 0; from < text.length; from += 1) if (sequence.startsWith(text.slice(from))) return true;
  return false;
}
