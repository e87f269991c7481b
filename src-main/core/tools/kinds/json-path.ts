const STEP = /^(?:\.([A-Za-z_$][\w$-]*)|\['([^'\]]{1,128})'\]|\[(\d{1,6})\]|(\[\*\]|\.\*))/;

type Step = { name: string } | { index: number } | 'all';

/** What is read of a JSON path: RFC 9535 without filters, slices and descents. Null for anything else. */
export function readPath(text: string): readonly Step[] | null {
  if (!text.startsWith('$')) return null;
  const steps: Step[] = [];
  let rest = text.slice(1);
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (!found) return null;
    const [whole, name, quoted, index] = found;
    const named = name ?? quoted;
    steps.push(named !== undefined ? { name: named } : index !== undefined ? { index: Number(index) } : 'all');
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** What a path leads to: one value, a list where it says "all", undefined where it leads nowhere. */
export function pick(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (step === 'all') return Object.values(value).map((each: unknown) => pick(each, rest)).filter((each) => each !== undefined);
  const key = 'name' in step ? step.name : String(step.index);
  return Object.hasOwn(value, key) ? pick((value as Record<string, unknown>)[key], rest) : undefined;
}
