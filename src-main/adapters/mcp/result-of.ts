import type { CallToolResult, ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';

/** Resources that a result only names, and that are read of the same server. */
const MOST_READ = 5;
/** Characters of all of these. */
const LARGEST_READ = 65_536;
const WORDS = /^$|^text\/|[/+](?:json|xml|yaml|markdown)\b/i;

type Content = CallToolResult['content'][number];
type Named = Extract<Content, { type: 'resource_link' }>;
type Resource = ReadResourceResult['contents'][number];

/** Reads a resource of the server that gave the result; null where it cannot be read. */
export type ReadResource = (uri: string) => Promise<readonly Resource[] | null>;

/**
 * What a call gave: its structured value, or else text, with the text of resources that came along or are named in it. Nothing is fetched from anywhere but
 * the server itself. Pictures, recordings and files are said to be there, with kind and size.
 */
export async function resultOf({ structuredContent, content }: Pick<CallToolResult, 'structuredContent' | 'content'>, read: ReadResource): Promise<unknown> {
  if (structuredContent !== undefined) return structuredContent;
  const texts: string[] = [];
  let [reads, left] = [0, LARGEST_READ];
  for (const part of content) {
    const wanted = part.type === 'resource_link' && reads < MOST_READ && WORDS.test(part.mimeType ?? '') && (part.size ?? 0) <= left;
    if (!wanted) {
      texts.push(textOf(part));
      continue;
    }
    reads += 1;
    const found = ((await read(part.uri)) ?? []).map((resource) => resourceText(resource)).join('\n');
    const fits = found !== '' && found.length <= left;
    if (fits) left -= found.length;
    texts.push(fits ? `${nameOf(part)}\n${found}` : textOf(part));
  }
  return texts.join('\n');
}

/** What a server said of why a call failed. */
export const wordsOf = (content: readonly Content[]): string => content.map(textOf).join('\n');

function textOf(part: Content): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'resource') return resourceText(part.resource);
  if (part.type === 'resource_link') return `${nameOf(part)}: it was not read.`;
  return `[${part.type === 'image' ? 'A picture' : 'A recording'} (${part.mimeType}, ${bytesOf(part.data)} bytes): such content of results is neither shown nor read here.]`;
}

function resourceText(resource: Resource): string {
  if ('text' in resource) return `[Resource ${resource.uri}]\n${resource.text}\n[End of the resource]`;
  return `[Resource ${resource.uri} (${resource.mimeType ?? 'a file'}, ${bytesOf(resource.blob)} bytes): such content of results is neither shown nor read here.]`;
}

const nameOf = ({ name, uri, description }: Named): string => `Resource "${name}" (${uri})${description === undefined ? '' : `, ${description}`}`;

const bytesOf = (base64: string): number => Math.floor((base64.replaceAll('=', '').length * 3) / 4);
