import { SaxesParser } from 'saxes';
import type { SaxesAttributePlain } from 'saxes';
import { MillwrightError } from '#shared/contract/errors.ts';
import { damaged } from './zip-archive.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Names come without their namespace prefix (`w:p` -> `p`), so that strict and transitional Open XML read alike. */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(data: string): void;
}

/** How deep elements may be nested: Office itself stays far below. */
const MAX_DEPTH = 20_000;
const SLICE = 64 * 1024;

export interface XmlPass {
  write(piece: string): void;
  end(): void;
}

export interface XmlPassOptions {
  /** Goes on after what is not well-formed, and tells it here. Without it, the first fault ends the pass. */
  onFault?: (error: Error) => void;
  /** Document types that declare no entities are passed over. Without it, none is accepted. */
  allowDoctype?: boolean;
}

/**
 * One pass over an XML part. No entity is ever defined or expanded, and nothing outside is looked up: document types that
 * declare entities are refused. A part that is not well-formed ends with `FILE_UNREADABLE`.
 */
export function createXmlPass(handler: XmlHandler, { onFault, allowDoctype = false }: XmlPassOptions = {}): XmlPass {
  const parser = new SaxesParser({ xmlns: false, fragment: false, position: false });
  let depth = 0;
  let failed: Error | null = null;
  parser.on('doctype', (doctype) => {
    if (allowDoctype && !/<!ENTITY/i.test(doctype)) return;
    throw new MillwrightError('FILE_UNREADABLE', 'The file declares its own XML entities. It was not opened, because that is how some attacks work. Save it without them and add it again.');
  });
  parser.on('error', (error) => {
    if (onFault === undefined) failed ??= error;
    else onFault(error);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw damaged('its elements are nested too deeply');
    handler.open(localName(tag.name), localAttributes(tag.attributes as Record<string, string | SaxesAttributePlain>));
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    handler.close?.(localName(tag.name));
  });
  parser.on('text', (data) => handler.text?.(data));
  parser.on('cdata', (data) => handler.text?.(data));
  const check = (): void => {
    if (failed !== null) throw damagedXml(failed);
  };
  return {
    write(piece) {
      parser.write(piece);
      check();
    },
    end() {
      parser.close();
      check();
    },
  };
}

/** Parses a whole part that is in memory. */
export function parseXml(bytes: Buffer, handler: XmlHandler): void {
  const pass = createXmlPass(handler);
  const text = decodeXml(bytes);
  for (let at = 0; at < text.length; at += SLICE) pass.write(text.slice(at, at + SLICE));
  pass.end();
}

/** Parses a part as it is unpacked, so that a sheet of hundreds of megabytes is never in memory at once. */
export async function parseXmlChunks(chunks: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  const pass = createXmlPass(handler);
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of chunks) pass.write(decoder.decode(chunk, { stream: true }));
  pass.write(decoder.decode());
  pass.end();
}

function decodeXml(bytes: Buffer): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(utf16).decode(bytes);
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function localAttributes(attributes: Record<string, string | SaxesAttributePlain>): Attributes {
  const local: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const name in attributes) {
    const value = attributes[name];
    local[name.startsWith('r:') ? name : localName(name)] = typeof value === 'string' ? value : (value?.value ?? '');
  }
  return local;
}

function damagedXml(error: Error): MillwrightError {
  const refused = damaged('its inner XML is broken');
  return new MillwrightError(refused.code, refused.message, { detail: error.message });
}
