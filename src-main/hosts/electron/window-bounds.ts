export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How a window stood when it was last closed, in device-independent pixels of the whole desktop. */
export interface WindowState {
  bounds: Rectangle | null;
  maximized: boolean;
}

export const SMALLEST = { width: 720, height: 520 };
const USUAL = { width: 1280, height: 860 };
/** So much of the title bar must be on a display for a person to get hold of it. */
const GRIP = 80;

/**
 * Where to open the window: where it stood, moved and shrunk onto a display that still exists, or else in the middle of the
 * first. `workAreas` are the displays without task bars, the main one first.
 */
export function placeWindow(saved: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const main = workAreas[0] ?? { x: 0, y: 0, ...USUAL };
  if (saved === null || !Object.values(saved).every(Number.isFinite)) return centred(main);
  const area = workAreas.find((candidate) => holdsGrip(saved, candidate));
  return area === undefined ? centred(main, saved) : clamped(saved, area);
}

function holdsGrip(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return across >= GRIP && window.y >= area.y - GRIP / 2 && window.y <= area.y + area.height - GRIP / 2;
}

function centred(area: Rectangle, wanted: { width: number; height: number } = USUAL): Rectangle {
  const { width, height } = sized(wanted, area);
  return { x: area.x + Math.round((area.width - width) / 2), y: area.y + Math.round((area.height - height) / 2), width, height };
}

function clamped(window: Rectangle, area: Rectangle): Rectangle {
  const { width, height } = sized(window, area);
  const x = Math.max(area.x, Math.min(window.x, area.x + area.width - width));
  const y = Math.max(area.y, Math.min(window.y, area.y + area.height - height));
  return { x, y, width, height };
}

function sized(wanted: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(area.width, Math.max(SMALLEST.width, Math.round(wanted.width))),
    height: Math.min(area.height, Math.max(SMALLEST.height, Math.round(wanted.height))),
  };
}
