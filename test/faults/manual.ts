const PARTS = ['impeller', 'gasket', 'coupling', 'thermowell', 'strainer', 'actuator', 'bearing', 'nozzle'];

/** The tag that only manual `n` holds. */
export const tagOf = (n: number): string => `XQ-${7000 + n}`;

/** A manual of a few pages whose tag is in its last section: a half-indexed one would not be found by it. */
export function manual(n: number): string {
  const sections = Array.from({ length: 24 }, (_, s) => {
    const part = PARTS[(n + s) % PARTS.length];
    const lines = Array.from({ length: 12 }, (_, l) => `Step ${l + 1}: inspect the ${part} of unit ${n}, record ${n * 31 + s * 7 + l} turns and clean it.`);
    return `## Section ${s + 1} on the ${part}\n\n${lines.join(' ')}\n`;
  });
  return `# Manual ${n}\n\n${sections.join('\n')}\n## Identification\n\nThis unit carries the tag ${tagOf(n)} on its frame.\n`;
}
