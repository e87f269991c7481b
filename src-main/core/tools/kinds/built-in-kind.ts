import { MillwrightError } from '#shared/contract/errors.ts';
import type { BuiltIn } from '#core/tools/built-in/built-in-tool.ts';
import type { ToolKind } from '#core/tools/tool-kind.ts';

/** Tools that come with Millwright: a plant can describe them anew, keep them from people and switch them off, not change what they do. */
export function builtInKind(tools: readonly BuiltIn[]): ToolKind<'builtin'> {
  const table = new Map(tools.map((each) => [each.definition.name, each]));
  return {
    kind: 'builtin',
    leavesMachine: () => false,
    check({ name }) {
      if (!table.has(name)) throw new MillwrightError('TOOL_REFUSED', `No tool called "${name}" comes with Millwright.`);
    },
    problem: () => null,
    async run(invocation) {
      const found = table.get(invocation.definition.name);
      if (!found) throw new MillwrightError('TOOL_NOT_FOUND');
      return found.run(invocation);
    },
  };
}
