const LONGEST_MS = 10_000;

/** Milliseconds to wait before starting a process that has crashed `failures` times in a row: at once after the first. */
export function restartPause(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(LONGEST_MS, 250 * 2 ** (failures - 2));
}
