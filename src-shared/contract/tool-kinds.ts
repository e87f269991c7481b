import { z } from 'zod';

/** Tools that come with Millwright. */
export const BUILT_IN_TOOLS = ['rag_search', 'document_read', 'document_list', 'calculator', 'unit_convert', 'time'] as const;
export type BuiltInTool = (typeof BUILT_IN_TOOLS)[number];

export const BuiltInConfig = z.object({});

/** What each kind of tool is set up with. A further kind is a further line here, and one in `core/tools/kinds`. */
export const TOOL_CONFIGS = {
  builtin: BuiltInConfig,
} as const satisfies Record<string, z.ZodType>;

export type ToolKindName = keyof typeof TOOL_CONFIGS;
export const TOOL_KINDS = Object.keys(TOOL_CONFIGS) as [ToolKindName, ...ToolKindName[]];
