import type { FromWorker } from './worker-messages.ts';

export type CallMessage = Extract<FromWorker, { id: number }>;

/** What has come back for one call and has not been taken yet. */
export interface CallInbox {
  put(message: CallMessage): void;
  /** Ends the call with an error; messages already here are still taken first. */
  fail(error: Error): void;
  next(): Promise<CallMessage>;
}

export function createCallInbox(): CallInbox {
  const messages: CallMessage[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  return {
    put: (message) => {
      messages.push(message);
      wake?.();
    },
    fail: (error) => {
      failure ??= error;
      wake?.();
    },
    next: async () => {
      for (;;) {
        const message = messages.shift();
        if (message) return message;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
  };
}
