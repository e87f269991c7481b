import { ToolFault, type ToolInvocation } from '#core/tools/tool-kind.ts';

const PLACEHOLDER = /\{(secret\.[a-z][a-z0-9_]{0,62}|token)\}/g;
/** RFC 9110: visible characters and blanks. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers as they are sent; those that prove who asks stand apart. */
export interface FilledHeaders {
  headers: Record<string, string>;
  proofs: Record<string, string>;
}

/** Throws `ToolFault` where a secret or the caller's own token is missing. */
export async function fillHeaders(templates: Readonly<Record<string, string>>, { call, secret }: Pick<ToolInvocation, 'call' | 'secret'>): Promise<FilledHeaders> {
  const filled: FilledHeaders = { headers: {}, proofs: {} };
  for (const [name, template] of Object.entries(templates)) {
    const needed = [...new Set([...template.matchAll(PLACEHOLDER)].map(([, found]) => found ?? ''))];
    const values = new Map<string, string>();
    for (const each of needed) values.set(each, each === 'token' ? ownToken(call.bearer) : await secret(each.slice('secret.'.length)));
    const value = template.replaceAll(PLACEHOLDER, (_, each: string) => values.get(each) ?? '');
    if (!VALUE.test(value)) throw new ToolFault(`What belongs into the header "${name}" cannot stand in one.`);
    (needed.length > 0 ? filled.proofs : filled.headers)[name] = value;
  }
  return filled;
}

function ownToken(bearer: string | null | undefined): string {
  if (bearer == null) throw new ToolFault("This tool passes the caller's own token on, and this call came without one. It needs a bearer token of your organisation's sign-in service.");
  return bearer;
}
