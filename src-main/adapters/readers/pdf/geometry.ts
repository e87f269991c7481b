import type { Box } from '#shared/contract/passages.ts';

/** The page as shown: crop box in PDF points (y up), and quarter turns clockwise to show it upright. */
export interface PageFrame {
  left: number;
  bottom: number;
  right: number;
  top: number;
  rotation: 0 | 1 | 2 | 3;
  /** Size as shown. */
  width: number;
  height: number;
}

/** A rectangle with y down. */
export interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Quarter turns clockwise that a line of text has on the shown page: 0 reads to the right, 1 down, 3 up. */
export type Turn = 0 | 1 | 2 | 3;

export function pageFrame(left: number, bottom: number, right: number, top: number, rotation: number): PageFrame {
  const turned = (((rotation % 4) + 4) % 4) as 0 | 1 | 2 | 3;
  const sideways = turned === 1 || turned === 3;
  const width = Math.max(1, right - left);
  const height = Math.max(1, top - bottom);
  return { left, bottom, right, top, rotation: turned, width: sideways ? height : width, height: sideways ? width : height };
}

/** A direction in page space (y up) as a turn on the shown page. */
export function turnOf(dx: number, dy: number, rotation: number): Turn {
  const [x, y] = rotation === 0 ? [dx, -dy] : rotation === 1 ? [dy, dx] : rotation === 2 ? [-dx, dy] : [-dy, -dx];
  if (Math.abs(x) >= Math.abs(y)) return x >= 0 ? 0 : 2;
  return y >= 0 ? 1 : 3;
}

/** A point of page space on the shown page, in points from its top left. */
export function shownX(frame: PageFrame, x: number, y: number): number {
  if (frame.rotation === 0) return x - frame.left;
  if (frame.rotation === 1) return y - frame.bottom;
  return frame.rotation === 2 ? frame.right - x : frame.top - y;
}

export function shownY(frame: PageFrame, x: number, y: number): number {
  if (frame.rotation === 0) return frame.top - y;
  if (frame.rotation === 1) return x - frame.left;
  return frame.rotation === 2 ? y - frame.bottom : frame.right - x;
}

/** Turns a rectangle of the shown page so that its text reads to the right. */
export function upright(rect: Rect, turn: Turn, frame: PageFrame): Rect {
  const { x0, y0, x1, y1 } = rect;
  const { width, height } = frame;
  if (turn === 0) return rect;
  if (turn === 1) return { x0: y0, y0: width - x1, x1: y1, y1: width - x0 };
  if (turn === 2) return { x0: width - x1, y0: height - y1, x1: width - x0, y1: height - y0 };
  return { x0: height - y1, y0: x0, x1: height - y0, y1: x1 };
}

/** The inverse of {@link upright}, as fractions of the shown page. */
export function shownBox(rect: Rect, turn: Turn, frame: PageFrame): Box {
  const { x0, y0, x1, y1 } = rect;
  const { width, height } = frame;
  let shown = rect;
  if (turn === 1) shown = { x0: width - y1, y0: x0, x1: width - y0, y1: x1 };
  else if (turn === 2) shown = { x0: width - x1, y0: height - y1, x1: width - x0, y1: height - y0 };
  else if (turn === 3) shown = { x0: y0, y0: height - x1, x1: y1, y1: height - x0 };
  const left = fraction(shown.x0, width);
  const top = fraction(shown.y0, height);
  return [left, top, round(fraction(shown.x1, width) - left), round(fraction(shown.y1, height) - top)];
}

function fraction(value: number, whole: number): number {
  return round(Math.min(1, Math.max(0, value / whole)));
}

/** Four digits are a tenth of a point on A4, and keep the stored boxes short. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
