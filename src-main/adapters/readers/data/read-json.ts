import type { ReadResult } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import { type Json, writeData } from './write-data.ts';

/** Parses JSON, or JSON Lines (one value a line); undefined where it is neither. */
export function parseJson(text: string): Json | undefined {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return undefined;
  return parsed(trimmed) ?? parsedLines(trimmed);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function parsedLines(text: string): Json | undefined {
  const values: Json[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (value === undefined || typeof value !== 'object') return undefined;
    values.push(value);
  }
  return values.length > 1 ? values : undefined;
}

/** Reads JSON as a person would lay it out: objects as sections under their keys, lists of like objects as tables. */
export function readJson(value: Json, limits: ReaderLimits): ReadResult {
  const builder = createSectionBuilder(limits);
  const { cut } = writeData(builder, value);
  const warnings = cut ? ['The data is nested too deeply; what lies deeper was left out.'] : [];
  return { kind: 'json', title: titleOf(value), pages: null, parts: builder.finish(), outline: builder.outline(), warnings };
}

function titleOf(value: Json): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const title = value['title'] ?? value['name'];
  return typeof title === 'string' && title.trim() !== '' && title.length <= 200 ? title.trim() : null;
}
