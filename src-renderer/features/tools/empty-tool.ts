import type { ToolDefinition } from '#shared/contract/tools.ts';

const COMMON = {
  name: '', description: '', input: { type: 'object', properties: {}, required: [] }, output: null, minimumRole: 'user', writes: false, approval: 'standard', current: null, label: 'internal', priority: 50,
  limits: { seconds: 20, bytes: 262_144, perMinute: 30 }, enabled: true,
} as const satisfies Omit<ToolDefinition, 'kind' | 'config'>;

/** What a new tool begins with. */
export function emptyTool(kind: 'http' | 'sql'): ToolDefinition {
  const config = kind === 'http' ? { method: 'GET', url: '', headers: {}, body: null, pick: null, reach: 'plant' } : { source: emptySource('postgres'), statement: '', maxRows: 200 };
  return { ...COMMON, input: structuredClone(COMMON.input), kind, config };
}

/** A database of an engine, with nothing filled in. */
export function emptySource(engine: string): Record<string, unknown> {
  return engine === 'sqlite' ? { engine, file: '' } : { engine, host: '', database: '', user: '', password: '', tls: true, certificateAuthority: null, reach: 'plant' };
}
