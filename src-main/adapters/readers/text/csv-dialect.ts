const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_LINES = 50;

/** The delimiter whose count outside quotes is most alike from line to line; null where none recurs. */
export function detectDelimiter(text: string): string | null {
  const lines = sampleLines(text);
  let best: string | null = null;
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => countOutsideQuotes(line, delimiter));
    const score = evenness(counts);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** Whether a text without a telling name is a table: several lines, all with the same number of tabs or semicolons. */
export function looksLikeCsv(text: string): boolean {
  const lines = sampleLines(text);
  if (lines.length < 3) return false;
  return [';', '\t', ','].some((delimiter) => {
    const counts = lines.map((line) => countOutsideQuotes(line, delimiter));
    const first = counts[0] ?? 0;
    return first >= (delimiter === ',' ? 2 : 1) && counts.every((count) => count === first);
  });
}

function sampleLines(text: string): string[] {
  return text.slice(0, 200_000).split('\n', SAMPLE_LINES).filter((line) => line.trim() !== '');
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let quoted = false;
  let count = 0;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) count += 1;
  }
  return count;
}

/** Share of lines with the commonest count, weighted by that count. */
function evenness(counts: number[]): number {
  const frequency = new Map<number, number>();
  for (const count of counts) if (count > 0) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  let best = 0;
  for (const [count, lines] of frequency) best = Math.max(best, (lines / counts.length) * (1 + Math.log2(1 + count)));
  return best;
}
