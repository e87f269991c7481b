import { parseXml } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

interface Level {
  format: string;
  /** `%1.%2)`: the pattern of the marker. */
  text: string;
  start: number;
}

export interface ListMarker {
  text: string;
  ordered: boolean;
}

/** Gives each list paragraph the marker Word would show, counting as it goes (ECMA-376 part 1, 17.9). */
export interface Numbering {
  next(numId: string, level: number): ListMarker | null;
}

export function readNumbering(archive: ZipArchive): Numbering {
  const { abstract, numbers, restarts } = parseNumbering(archive);
  const counters = new Map<string, number[]>();

  /** A list that begins again, at the number it says, when it is first used. */
  function restartAt(numId: string, level: number): number | undefined {
    const starts = restarts.get(numId);
    const start = starts?.get(level);
    starts?.delete(level);
    return start;
  }

  return {
    next(numId, level) {
      const abstractId = numbers.get(numId);
      const levels = abstractId === undefined ? undefined : abstract.get(abstractId);
      const current = levels?.get(level);
      if (abstractId === undefined || levels === undefined || current === undefined || current.format === 'none') return null;
      if (current.format === 'bullet') return { text: '•', ordered: false };
      const counts = counters.get(abstractId) ?? [];
      counters.set(abstractId, counts);
      counts[level] = restartAt(numId, level) ?? (counts[level] ?? current.start - 1) + 1;
      counts.length = level + 1;
      return { text: marker(levels, counts, current), ordered: true };
    },
  };
}

interface NumberingPart {
  abstract: Map<string, Map<number, Level>>;
  /** The abstract list of each list. */
  numbers: Map<string, string>;
  /** Numbers at which a list's levels begin again. */
  restarts: Map<string, Map<number, number>>;
}

function parseNumbering(archive: ZipArchive): NumberingPart {
  const abstract = new Map<string, Map<number, Level>>();
  const numbers = new Map<string, string>();
  const restarts: NumberingPart['restarts'] = new Map();
  let overridden: number | null = null;
  let levels: Map<number, Level> | null = null;
  let level: Level | null = null;
  let numId = '';
  if (!archive.has('word/numbering.xml')) return { abstract, numbers, restarts };
  parseXml(archive.read('word/numbering.xml'), {
    open(name, attributes) {
      const value = attributes['val'] ?? '';
      if (name === 'abstractNum') abstract.set(attributes['abstractNumId'] ?? '', (levels = new Map()));
      else if (name === 'lvl' && levels !== null) levels.set(Number(attributes['ilvl']), (level = { format: 'decimal', text: '', start: 1 }));
      else if (name === 'num') numId = attributes['numId'] ?? '';
      else if (name === 'abstractNumId') numbers.set(numId, value);
      else if (name === 'lvlOverride') overridden = Number(attributes['ilvl']);
      else if (name === 'startOverride' && overridden !== null) restarts.set(numId, (restarts.get(numId) ?? new Map()).set(overridden, Number(value) || 0));
      else if (level !== null && name === 'numFmt') level.format = value;
      else if (level !== null && name === 'lvlText') level.text = value;
      else if (level !== null && name === 'start') level.start = Number(value) || 0;
    },
    close(name) {
      if (name === 'lvl') level = null;
      if (name === 'lvlOverride') overridden = null;
      if (name === 'abstractNum') levels = null;
    },
  });
  return { abstract, numbers, restarts };
}

function marker(levels: Map<number, Level>, counts: number[], current: Level): string {
  return current.text.replace(/%([1-9])/g, (_, digit: string) => {
    const at = Number(digit) - 1;
    return formatNumber(counts[at] ?? levels.get(at)?.start ?? 1, levels.get(at)?.format ?? 'decimal');
  });
}

function formatNumber(value: number, format: string): string {
  if (format === 'lowerLetter') return letters(value);
  if (format === 'upperLetter') return letters(value).toUpperCase();
  if (format === 'lowerRoman') return roman(value);
  if (format === 'upperRoman') return roman(value).toUpperCase();
  return String(value);
}

function letters(value: number): string {
  return String.fromCharCode(97 + ((Math.max(1, value) - 1) % 26)).repeat(1 + Math.floor((Math.max(1, value) - 1) / 26) % 8);
}

function roman(value: number): string {
  const steps: [number, string][] = [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']];
  let rest = Math.min(value, 3999);
  let out = '';
  for (const [size, sign] of steps) {
    while (rest >= size) {
      out += sign;
      rest -= size;
    }
  }
  return out;
}
