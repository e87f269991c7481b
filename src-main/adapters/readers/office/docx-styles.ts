import { parseXml } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

export interface ParagraphStyle {
  /** Heading level from 1, or null. */
  level: number | null;
  numId: string | null;
  numLevel: number;
}

/** Paragraph styles by id, with what they inherit: heading levels by outline level or by the built-in names. */
export function readParagraphStyles(archive: ZipArchive): (id: string) => ParagraphStyle {
  const raw = new Map<string, RawStyle>();
  let current: RawStyle | null = null;
  if (archive.has('word/styles.xml')) {
    parseXml(archive.read('word/styles.xml'), {
      open(name, attributes) {
        const value = attributes['val'] ?? '';
        if (name === 'style') {
          current = { name: '', basedOn: null, outline: null, numId: null, numLevel: null };
          raw.set(attributes['styleId'] ?? '', current);
        } else if (current === null) return;
        else if (name === 'name') current.name = value;
        else if (name === 'basedOn') current.basedOn = value;
        else if (name === 'outlineLvl') current.outline = Number(value);
        else if (name === 'numId') current.numId = value;
        else if (name === 'ilvl') current.numLevel = Number(value);
      },
      close(name) {
        if (name === 'style') current = null;
      },
    });
  }
  const resolved = new Map<string, ParagraphStyle>();
  return (id) => {
    const known = resolved.get(id) ?? resolveStyle(raw, id);
    resolved.set(id, known);
    return known;
  };
}

interface RawStyle {
  name: string;
  basedOn: string | null;
  outline: number | null;
  numId: string | null;
  numLevel: number | null;
}

function resolveStyle(raw: Map<string, RawStyle>, id: string): ParagraphStyle {
  const result: ParagraphStyle = { level: headingByName(id), numId: null, numLevel: 0 };
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at); ) {
    seen.add(at);
    const style = raw.get(at);
    if (style === undefined) break;
    result.level ??= headingByName(style.name) ?? (style.outline !== null && style.outline < 9 ? style.outline + 1 : null);
    result.numId ??= style.numId;
    if (style.numLevel !== null && result.numLevel === 0) result.numLevel = style.numLevel;
    at = style.basedOn;
  }
  return result;
}

/** Word's built-in names stay English in the file, whatever the language of the program. */
function headingByName(name: string): number | null {
  const heading = /^heading\s?([1-9])$/i.exec(name)?.[1];
  if (heading !== undefined) return Number(heading);
  return /^title$/i.test(name) ? 1 : null;
}
