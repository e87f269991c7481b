import type { DocumentPart } from '#core/ports/document-reader.ts';
import type { Unit } from './chunk-units.ts';

const LONGEST_STEP = 160;

/** The headings above the place reached, carried from page to page; a part that names its own section needs none. */
export interface HeadingPath {
  enter(part: DocumentPart): void;
  pass(unit: Unit): void;
  /** Forgets the headings passed; the place is below `section` until the next heading. */
  goOnBelow(section: string | null): void;
  readonly section: string | null;
}

export function createHeadingPath(): HeadingPath {
  const path: { level: number; text: string }[] = [];
  let part: DocumentPart | null = null;
  return {
    enter(next) {
      part = next;
    },
    pass({ block, start, end }) {
      if (part === null || block.kind !== 'heading') return;
      while (path.length > 0 && (path.at(-1)?.level ?? 0) >= block.level) path.pop();
      path.push({ level: block.level, text: part.text.slice(start, end).replace(/\s+/g, ' ').slice(0, LONGEST_STEP) });
    },
    goOnBelow(section) {
      path.length = 0;
      if (section !== null) path.push({ level: Number.MAX_SAFE_INTEGER, text: section });
    },
    get section() {
      if (part?.section != null) return part.section;
      return path.length === 0 ? null : path.map((step) => step.text).join(' > ');
    },
  };
}
