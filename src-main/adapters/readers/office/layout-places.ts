import type { Place } from './slide-places.ts';
import { createPlaces } from './slide-places.ts';
import { readRelationships } from './relationships.ts';
import { parseXml } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Which placeholder of its layout a shape fills: by its number, else by its type. */
export interface Placeholder {
  type: string;
  index: string;
}

export type PlaceholderPlaces = (placeholder: Placeholder) => Place | null;

/** Where the layouts of a presentation, and the masters behind them, put what fills their placeholders. Each part is read once. */
export function createLayoutPlaces(archive: ZipArchive): (slide: string) => PlaceholderPlaces {
  const known = new Map<string, PlaceholderPlaces>();

  function placesOf(part: string | undefined): PlaceholderPlaces {
    if (part === undefined || !archive.has(part)) return () => null;
    const found = known.get(part) ?? placesIn(archive, part);
    known.set(part, found);
    return found;
  }

  const related = (part: string, type: string): string | undefined => [...readRelationships(archive, part).values()].find((one) => one.type === type)?.target;

  return (slide) => {
    const layout = related(slide, 'slideLayout');
    const [first, second] = [placesOf(layout), placesOf(layout === undefined ? undefined : related(layout, 'slideMaster'))];
    return (placeholder) => first(placeholder) ?? second(placeholder);
  };
}

function placesIn(archive: ZipArchive, part: string): PlaceholderPlaces {
  const byIndex = new Map<string, Place>();
  const byType = new Map<string, Place>();
  const places = createPlaces();
  let open: Placeholder | null = null;
  parseXml(archive.read(part), {
    open(name, attributes) {
      if (name === 'sp') open = null;
      else if (name === 'ph') open = { type: attributes['type'] ?? 'body', index: attributes['idx'] ?? '' };
      const place = places.open(name, attributes);
      if (place === null || open === null) return;
      if (open.index !== '') byIndex.set(open.index, place);
      if (!byType.has(open.type)) byType.set(open.type, place);
    },
    close: (name) => places.close(name),
  });
  return ({ type, index }) => byIndex.get(index) ?? byType.get(type) ?? null;
}
