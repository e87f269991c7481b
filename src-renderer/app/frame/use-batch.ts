import { useRef } from 'react';

/** Counts a batch of background work: its size is the most that was open at once, plus what joined it since. */
export function useBatch(open: number): { done: number; total: number } {
  const batch = useRef({ open: 0, total: 0 });
  const { open: before, total } = batch.current;
  const next = open === 0 ? 0 : total + Math.max(0, open - before);
  batch.current = { open, total: next };
  return { done: next - open, total: next };
}
