import type { MemoryStore } from '#core/memory/index.ts';
import { highestLabel } from '#core/policy/index.ts';
import { builtIn, type BuiltIn, textOf } from './built-in-tool.ts';

/** What the caller let be remembered. It only reads: nothing that a model asks for is ever remembered. */
export function memoryTool(memory: Pick<MemoryStore, 'recall'>): BuiltIn {
  return builtIn(
    {
      name: 'memory_read',
      description: 'Gives what the person has let be remembered that bears on something: preferences, facts of their work, what agents did for them lately.',
      properties: { about: { type: 'string', minLength: 1, maxLength: 500, description: 'what it is about' } },
      required: ['about'],
    },
    async ({ arguments: given, call }) => {
      const memories = await memory.recall(call.principal, textOf(given['about']));
      return { output: { memories: memories.map(({ kind, content, createdAt }) => ({ kind, content, since: createdAt })) }, label: highestLabel(memories.map(({ label }) => label)) };
    },
  );
}
