import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createSectionBuilder } from '#adapters/readers/section-builder.ts';
import { elementsOf, readXmlTree } from './xml-tree.ts';
import { writeXml } from './write-xml.ts';

/**
 * Reads XML of any vocabulary: sections by their titles or names, repeated records as tables, prose as paragraphs, steps
 * and warnings. Entities are never expanded and nothing outside the file is looked at. Throws `FILE_UNREADABLE`.
 */
export function readXml(text: string, limits: ReaderLimits): ReadResult {
  const { root, fault } = readXmlTree(text);
  const [top] = elementsOf(root);
  if (top === undefined) {
    throw new MillwrightError('FILE_UNREADABLE', 'This is no readable XML file: it is not well-formed. Get a fresh copy.', { detail: fault ?? 'no element' });
  }
  const builder = createSectionBuilder(limits);
  for (const element of elementsOf(root)) writeXml(builder, element);
  const warnings = fault === null ? [] : ['The XML is not well-formed, so parts of it may be missing or in the wrong place.'];
  return { kind: 'xml', title: builder.firstHeading, pages: null, parts: builder.finish(), outline: builder.outline(), warnings };
}
