interface Node {
  key: string;
  after: readonly string[];
}

export interface Placed {
  key: string;
  /** Columns from the beginning: one more than the furthest step it waits for. */
  column: number;
  row: number;
}

/** Places for the steps of a graph without circles: what waits for nothing at the left, each behind all it needs. */
export function graphLayout(nodes: readonly Node[]): Placed[] {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const columns = new Map<string, number>();
  const columnOf = (key: string): number => {
    const known = columns.get(key);
    if (known !== undefined) return known;
    // Of a circle, which cannot be kept, nothing more than a place is wanted.
    columns.set(key, 0);
    const column = Math.max(-1, ...(byKey.get(key)?.after ?? []).filter((each) => byKey.has(each)).map(columnOf)) + 1;
    columns.set(key, column);
    return column;
  };
  const rows = new Map<number, number>();
  return nodes.map(({ key }) => {
    const column = columnOf(key);
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return { key, column, row };
  });
}
