import { MillwrightError } from '#shared/contract/errors.ts';
import type { HttpConfig } from '#shared/contract/tool-kinds.ts';
import { configOf, type ToolDefinition } from '#shared/contract/tools.ts';
import { type Answer, type Egress, EgressFault } from '#core/ports/egress.ts';
import { ToolFault, type ToolInvocation, type ToolKind } from '#core/tools/tool-kind.ts';
import { pick, readPath } from './json-path.ts';
import { fillHeaders } from './fill-headers.ts';
import { fillJson, fillUrl, placeholdersIn } from './url-template.ts';

/** Bytes of an answer that are read; what is taken out of it has the limit of the tool. */
const LARGEST_ANSWER = 2 * 1024 * 1024;
const MOST_REDIRECTIONS = 3;
const HERE = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
/** Kinds of content that are words, or are not said. */
const WORDS = /^$|^text\/|[/+](?:json|xml)\b/i;

const SENTENCES = {
  'unreachable': 'The other system does not answer, or broke off.',
  'too-large': `The other system answered with more than ${LARGEST_ANSWER} bytes.`,
  'wrong-network': 'The name of the other system stands for an address outside of the network that this tool is for.',
} as const;

/** Calls of HTTP APIs, to origins that the owner of the machine allows. */
export function httpKind({ egress }: { egress: Egress }): ToolKind<'http'> {
  const config = (definition: ToolDefinition): HttpConfig => configOf('http', definition);

  /** An answer, after redirections within the list. What proves who asks goes to the first origin alone. */
  async function ask(first: string, { method, reach }: HttpConfig, sent: { headers: Record<string, string>; proofs: Record<string, string>; body: string | null }, signal: AbortSignal): Promise<Answer> {
    let address = first;
    for (let redirections = 0; ; redirections += 1) {
      const headers = originOf(address) === originOf(first) ? { ...sent.headers, ...sent.proofs } : sent.headers;
      const answer = await egress.ask(address, { method, headers, body: sent.body, reach, maxBytes: LARGEST_ANSWER }, signal);
      if (answer.status < 300 || answer.status >= 400 || answer.status === 304) return answer;
      const next = nextAddress(answer.headers['location'], address);
      if (next === null || method !== 'GET' || redirections >= MOST_REDIRECTIONS) throw new ToolFault('The other system sends the call on to somewhere else, which is not followed.');
      if (!egress.allows(next)) throw new ToolFault('The other system sends the call on to an address that this machine may not contact.');
      address = next;
    }
  }

  return {
    kind: 'http',
    leavesMachine: (definition) => !HERE.test(originOf(config(definition).url)),
    check(definition) {
      const { url, body, method, pick: path } = config(definition);
      const names = Object.keys((definition.input['properties'] ?? {}) as object);
      const unknown = [...placeholdersIn(url), ...textPlaceholders(body)].find((name) => !names.includes(name));
      if (unknown !== undefined) throw new MillwrightError('TOOL_REFUSED', `"{${unknown}}" stands for no argument of this tool.`);
      if (method === 'GET' && body !== null) throw new MillwrightError('TOOL_REFUSED', 'A GET has no body.');
      if (path !== null && readPath(path) === null) throw new MillwrightError('TOOL_REFUSED', 'pick is a path such as $.items[*].name; filters and slices are not known here.');
      if (!egress.allows(originOf(url))) throw new MillwrightError('EGRESS_REFUSED');
    },
    problem: (definition) => (egress.allows(originOf(config(definition).url)) ? null : 'This machine may not contact the address of this tool. Its owner allows it with --outbound.'),
    async run(invocation: ToolInvocation) {
      const { definition, arguments: given, signal } = invocation;
      const set = config(definition);
      const { headers, proofs } = await fillHeaders(set.headers, invocation);
      const body = set.method === 'GET' ? null : JSON.stringify(set.body === null ? given : fillJson(set.body, given));
      const usual: Record<string, string> = { accept: 'application/json', ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': String(new TextEncoder().encode(body).length) }) };
      try {
        return { output: resultOf(await ask(fillUrl(set.url, given), set, { headers: { ...usual, ...headers }, proofs, body }, signal), set) };
      } catch (error) {
        if (!(error instanceof EgressFault)) throw error;
        throw new ToolFault(SENTENCES[error.problem], { outage: error.problem === 'unreachable', cause: error });
      }
    },
  };
}

function resultOf(answer: Answer, { pick: path }: HttpConfig): unknown {
  const { status, headers, body } = answer;
  const said = wordsIn(answer);
  if (status < 200 || status >= 300) throw new ToolFault(`The other system answered with status ${status}.`, { outage: status >= 500 || status === 429, said });
  const json = /\bjson\b/i.test(headers['content-type'] ?? '') || path !== null;
  if (!json) return body;
  const steps = path === null ? [] : (readPath(path) ?? []);
  const picked = pick(parsed(body, said), steps);
  if (picked === undefined) throw new ToolFault('The answer of the other system has nothing where this tool looks for its result.', { said });
  return picked;
}

function parsed(body: string, said: string | null): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ToolFault('The other system answered with something that is no JSON.', { said });
  }
}

/** What stands in an answer to be read; null for a picture or another file. */
const wordsIn = ({ headers, body }: Answer): string | null => (WORDS.test(headers['content-type'] ?? '') ? body : null);

/** Scheme, name and port; arguments have no place in these. */
const originOf = (address: string): string => /^https?:\/\/[^/?#]+/i.exec(address)?.[0] ?? '';

function nextAddress(location: string | undefined, from: string): string | null {
  if (location === undefined) return null;
  if (/^https?:\/\//i.test(location)) return location;
  return location.startsWith('/') && !location.startsWith('//') ? `${originOf(from)}${location}` : null;
}

const textPlaceholders = (value: unknown): string[] => (typeof value === 'string' ? placeholdersIn(value) : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textPlaceholders) : []);
