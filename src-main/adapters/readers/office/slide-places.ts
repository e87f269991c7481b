import type { Attributes } from './xml-pass.ts';

/** The top left corner of a shape, in English Metric Units from that of the slide. */
export interface Place {
  x: number;
  y: number;
}

/** Shapes whose tops differ by less stand side by side: about 4 % of the height of a usual slide. */
const SIDE_BY_SIDE = 280_000;

interface Group {
  scaleX: number;
  scaleY: number;
  moveX: number;
  moveY: number;
}

interface Frame {
  off: Place | null;
  ext: Place | null;
  childOff: Place | null;
  childExt: Place | null;
}

/** Follows the transforms of a slide's shapes and groups (ECMA-376 part 1, 20.1.7.6) and gives places on the slide. */
export function createPlaces(): { open(name: string, attributes: Attributes): Place | null; close(name: string): void } {
  const groups: Group[] = [];
  let frame: Frame | null = null;
  let inGroupProperties = false;

  function onSlide({ x, y }: Place): Place {
    return groups.reduceRight((at, { scaleX, scaleY, moveX, moveY }) => ({ x: at.x * scaleX + moveX, y: at.y * scaleY + moveY }), { x, y });
  }

  return {
    open(name, attributes) {
      if (name === 'grpSp') groups.push({ scaleX: 1, scaleY: 1, moveX: 0, moveY: 0 });
      else if (name === 'grpSpPr') inGroupProperties = true;
      else if (name === 'xfrm') frame = { off: null, ext: null, childOff: null, childExt: null };
      else if (frame !== null && name === 'off') {
        frame.off = pair(attributes, 'x', 'y');
        return inGroupProperties ? null : onSlide(frame.off);
      } else if (frame !== null && name === 'ext') frame.ext = pair(attributes, 'cx', 'cy');
      else if (frame !== null && name === 'chOff') frame.childOff = pair(attributes, 'x', 'y');
      else if (frame !== null && name === 'chExt') frame.childExt = pair(attributes, 'cx', 'cy');
      return null;
    },
    close(name) {
      if (name === 'grpSp') groups.pop();
      else if (name === 'grpSpPr') inGroupProperties = false;
      else if (name === 'xfrm') {
        if (inGroupProperties && groups.length > 0 && frame !== null) groups[groups.length - 1] = groupOf(frame);
        frame = null;
      }
    },
  };
}

function groupOf({ off, ext, childOff, childExt }: Frame): Group {
  const [outer, inner] = [off ?? { x: 0, y: 0 }, childOff ?? { x: 0, y: 0 }];
  const scaleX = scale(ext?.x, childExt?.x);
  const scaleY = scale(ext?.y, childExt?.y);
  return { scaleX, scaleY, moveX: outer.x - inner.x * scaleX, moveY: outer.y - inner.y * scaleY };
}

const scale = (outer: number | undefined, inner: number | undefined): number => (outer === undefined || inner === undefined || inner === 0 ? 1 : outer / inner);

function pair(attributes: Attributes, x: string, y: string): Place {
  const number = (name: string): number => Number(attributes[name]) || 0;
  return { x: number(x), y: number(y) };
}

/** The order in which a slide is read: rows from the top, in a row from the left. One without a place follows the one before it. */
export function inVisualOrder<T extends { place: Place | null }>(items: readonly T[]): T[] {
  let last: Place = { x: 0, y: 0 };
  const placed = items.map((item) => ({ item, place: (last = item.place ?? last) })).sort((a, b) => a.place.y - b.place.y);
  const rows: (typeof placed)[] = [];
  for (const each of placed) {
    const row = rows.at(-1);
    if (row?.[0] !== undefined && each.place.y - row[0].place.y < SIDE_BY_SIDE) row.push(each);
    else rows.push([each]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.place.x - b.place.x)).map(({ item }) => item);
}
