/** At most this long a piece of text waits for company. */
const FLUSH_MS = 8;

export interface TokenBatcher {
  add(text: string): void;
  flush(): void;
}

/** Joins pieces of text that come faster than a screen can show, so that a fast model doesn't spend its time on messages. */
export function createTokenBatcher(emit: (text: string) => void): TokenBatcher {
  let text = '';
  let flushedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (text === '') return;
    const ready = text;
    text = '';
    flushedAt = performance.now();
    emit(ready);
  };
  return {
    flush,
    add: (piece) => {
      text += piece;
      if (performance.now() - flushedAt >= FLUSH_MS) flush();
      else timer ??= setTimeout(flush, FLUSH_MS);
    },
  };
}
