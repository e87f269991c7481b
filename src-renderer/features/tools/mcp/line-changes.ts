export interface ChangedLine {
  state: 'same' | 'added' | 'gone';
  text: string;
}

/** Beyond this many pairs of lines, what differs is shown as one block. */
const MOST_PAIRS = 1_000_000;

/** What became of a text, line by line: the longest common subsequence of lines stays. */
export function lineChanges(before: string, now: string): ChangedLine[] {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const limit = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < limit && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;
  return [
    ...marked('same', old.slice(0, head)),
    ...between(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...marked('same', old.slice(old.length - tail)),
  ];
}

const marked = (state: ChangedLine['state'], lines: readonly string[]): ChangedLine[] => lines.map((text) => ({ state, text }));

function between(old: readonly string[], fresh: readonly string[]): ChangedLine[] {
  if (old.length * fresh.length > MOST_PAIRS) return [...marked('gone', old), ...marked('added', fresh)];
  const common = commonLengths(old, fresh);
  const lines: ChangedLine[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < fresh.length) {
    const [left, right] = [old[at], fresh[to]];
    if (left !== undefined && left === right) {
      lines.push({ state: 'same', text: left });
      at += 1;
      to += 1;
    } else if (left !== undefined && (right === undefined || (common[at + 1]?.[to] ?? 0) >= (common[at]?.[to + 1] ?? 0))) {
      lines.push({ state: 'gone', text: left });
      at += 1;
    } else {
      lines.push({ state: 'added', text: right ?? '' });
      to += 1;
    }
  }
  return lines;
}

/** `[i][j]`: the length of the longest common subsequence of what begins at `i` and `j`. */
function commonLengths(old: readonly string[], fresh: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => Array.from({ length: fresh.length + 1 }, () => 0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row, below] = [lengths[i] ?? [], lengths[i + 1] ?? []];
    for (let j = fresh.length - 1; j >= 0; j -= 1) row[j] = old[i] === fresh[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
  }
  return lengths;
}
