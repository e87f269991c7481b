import type { MemoryFit } from '#shared/contract/models.ts';

/** From this share of the free memory on, other programs will feel it. */
const TIGHT_SHARE = 0.8;

/** Judges whether a model fits into the memory that is free now. */
export function memoryFit(needsBytes: number, availableBytes: number): MemoryFit {
  const needs = `Needs about ${gigabytes(needsBytes)}; ${gigabytes(availableBytes)} are free.`;
  if (needsBytes > availableBytes) return { verdict: 'too-large', needsBytes, availableBytes, sentence: `${needs} Close other programs or use a smaller model.` };
  if (needsBytes > availableBytes * TIGHT_SHARE) return { verdict: 'tight', needsBytes, availableBytes, sentence: `${needs} It fits, but little is left for anything else.` };
  return { verdict: 'fits', needsBytes, availableBytes, sentence: needs };
}

function gigabytes(bytes: number): string {
  const value = bytes / 1e9;
  return value < 0.1 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${value.toFixed(1)} GB`;
}
