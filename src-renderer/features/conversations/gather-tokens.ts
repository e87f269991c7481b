import type { ChatEvent } from '#shared/contract/conversations.ts';

/** A screen that redraws on each token falls behind a fast model, and is late with whatever its person presses. */
const BATCH_MS = 60;

/** Events on their way to the screen, with tokens that follow each other as one. */
export interface GatheredTokens {
  take(event: ChatEvent): void;
  /** Hands on what is gathered still. */
  flush(): void;
}

export function gatherTokens(show: (event: ChatEvent) => void): GatheredTokens {
  let text = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const gathered = text;
    text = '';
    if (gathered !== '') show({ type: 'token', text: gathered });
  };
  return {
    flush,
    take(event) {
      if (event.type === 'token') {
        text += event.text;
        timer ??= setTimeout(flush, BATCH_MS);
      } else {
        flush();
        show(event);
      }
    },
  };
}
