import { useState } from 'react';

/** Counts a batch of background work: its size is the most that was open at once, plus what joined it since. */
export function useBatch(open: number): { done: number; total: number } {
  const [batch, setBatch] = useState({ open: 0, total: 0 });
  if (open !== batch.open) setBatch({ open, total: open === 0 ? 0 : batch.total + Math.max(0, open - batch.open) });
  return { done: batch.total - batch.open, total: batch.total };
}
