import type { ToolDefinition } from '#shared/contract/tools.ts';
import type { ToolKind } from './tool-kind.ts';

export interface KindTable {
  /** How a tool works. */
  of(definition: Pick<ToolDefinition, 'kind'>): ToolKind;
}

/** @throws Error where two share a name */
export function createKindTable(kinds: readonly ToolKind[]): KindTable {
  const table = new Map(kinds.map((each) => [each.kind, each]));
  if (table.size !== kinds.length) throw new Error('two kinds of tools share a name');
  return {
    of({ kind }) {
      const found = table.get(kind);
      if (!found) throw new Error(`no kind of tools is called ${kind}`);
      return found;
    },
  };
}
