import { asKept, type ToolDefinition, WrittenTool } from '#shared/contract/tools.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { firstIssue } from '#shared/contract/validation-message.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import { requireCurrent } from './current-state.ts';
import type { KindTable } from './kind-table.ts';
import { requireSchemas } from './schema-checks.ts';
import type { KeptTool, ToolStore } from './tool-store.ts';

export interface ToolChangesDeps {
  store: Pick<ToolStore, 'find' | 'save'>;
  kinds: KindTable;
  schemas: JsonSchemas;
  /** Names of the tools that come with Millwright. */
  shipped: ReadonlySet<string>;
}

/** How tools become others than they are. Both throw `TOOL_REFUSED`, and `EGRESS_REFUSED` for what this machine may not contact. */
export interface ToolChanges {
  /** Adds it, or replaces the one of that name. */
  apply(principal: Principal, written: WrittenTool): Promise<KeptTool>;
  /** Changes parts of it, and leaves the others. Throws `TOOL_NOT_FOUND`. */
  change(principal: Principal, name: string, change: Readonly<Record<string, unknown>>): Promise<KeptTool>;
}

export function createToolChanges({ store, kinds, schemas, shipped }: ToolChangesDeps): ToolChanges {
  function requireSound(definition: ToolDefinition): void {
    const { name, kind, writes, minimumRole } = definition;
    if (shipped.has(name) && kind !== 'builtin') throw new MillwrightError('TOOL_REFUSED', `A tool called "${name}" comes with Millwright. Give yours another name.`);
    if (writes && minimumRole === 'viewer') throw new MillwrightError('TOOL_REFUSED', 'Viewers change nothing: a tool that writes is for users or admins.');
    requireSchemas(schemas, definition);
    kinds.of(definition).check(definition);
  }

  async function apply(principal: Principal, written: WrittenTool): Promise<KeptTool> {
    const definition = asKept(written);
    requireSound(definition);
    if (definition.current !== null) requireCurrent(definition, definition.current, await store.find(principal, definition.current.tool), schemas);
    return store.save(principal, definition);
  }

  return {
    apply,
    async change(principal, name, change) {
      const found = await store.find(principal, name);
      if (!found) throw new MillwrightError('TOOL_NOT_FOUND');
      const changed = WrittenTool.safeParse({ ...found.definition, ...change, name });
      if (!changed.success) throw new MillwrightError('TOOL_REFUSED', firstIssue(changed.error));
      return apply(principal, changed.data);
    },
  };
}
