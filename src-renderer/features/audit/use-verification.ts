import { useEffect, useRef, useState } from 'react';
import type { Anchor, Verdict } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';

export type Verification =
  | { state: 'idle' }
  | { state: 'running'; done: number; total: number }
  | { state: 'done'; verdict: Verdict; anchored: boolean }
  | { state: 'failed'; failure: unknown };

/** What was kept elsewhere, to compare the record with. */
interface Kept {
  anchor?: Anchor;
  receipt?: string;
}

/** Recomputes the record; it stops when asked to or when the screen is left. */
export function useVerification() {
  const client = useClient();
  const [verification, setVerification] = useState<Verification>({ state: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(kept: Kept): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setVerification({ state: 'running', done: 0, total: 0 });
    try {
      for await (const event of await client.audit.verify(kept, { signal: controller.signal })) {
        if (event.type === 'progress') setVerification({ state: 'running', done: event.done, total: event.total });
        else setVerification({ state: 'done', verdict: event.verdict, anchored: kept.anchor !== undefined || kept.receipt !== undefined });
      }
    } catch (failure) {
      setVerification(controller.signal.aborted ? { state: 'idle' } : { state: 'failed', failure });
    }
  }

  return {
    verification,
    run: (kept: Kept = {}) => void run(kept),
    fail: (failure: unknown) => setVerification({ state: 'failed', failure }),
    stop: () => running.current?.abort(),
  };
}
