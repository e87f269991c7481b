import { shownBox } from './geometry.ts';
import type { PageFrame } from './geometry.ts';
import { drawGrey } from './draw-grey.ts';
import type { GreyPage } from './draw-grey.ts';
import { groundBehind } from './page-ground.ts';
import type { PdfEngine } from './pdf-engine.ts';
import type { Run } from './run-collector.ts';

/** Difference of lightness, of 255, that a reader sees. */
const SEEN = 24;

/**
 * Sorts out runs that nobody sees: letters as white as the paper, letters on a layer that is switched off. Where
 * nothing dark is behind pale letters, the page is drawn and looked at, as it is for each layer of the document once.
 */
export function seenRuns(engine: PdfEngine, page: number, runs: Run[], frame: PageFrame, scratch: number, layers: Map<string, boolean>): Run[] {
  if (!runs.some((run) => run.doubt !== '')) return runs;
  const pale = runs.filter((run) => run.doubt === 'pale');
  const unsure = new Set(pale.length === 0 ? [] : pale.filter(groundBehind(engine, page, frame, scratch)));
  // A letter or two may well stand where something else is drawn.
  const unknown = runs.filter((run) => run.doubt !== '' && run.doubt !== 'pale' && run.text.length > 2 && !layers.has(run.doubt));
  if (unsure.size === 0 && unknown.length === 0) return runs.filter((run) => layers.get(run.doubt) ?? true);
  const drawn = drawGrey(engine, page, frame);
  for (const name of new Set(unknown.map((run) => run.doubt))) {
    layers.set(name, unknown.some((run) => run.doubt === name && isSeen(run, drawn, frame)));
  }
  return runs.filter((run) => (unsure.has(run) ? isSeen(run, drawn, frame) : (layers.get(run.doubt) ?? true)));
}

/** Whether the place of a run on the drawn page shows anything at all. */
function isSeen(run: Run, { grey, width, height }: GreyPage, frame: PageFrame): boolean {
  const [x, y, w, h] = shownBox(run, run.turn, frame);
  let darkest = 255;
  let lightest = 0;
  for (let row = Math.floor(y * height); row < Math.min(height, Math.ceil((y + h) * height)); row += 1) {
    for (let at = row * width + Math.floor(x * width), end = row * width + Math.min(width, Math.ceil((x + w) * width)); at < end; at += 1) {
      const value = grey(at);
      darkest = Math.min(darkest, value);
      lightest = Math.max(lightest, value);
    }
    if (lightest - darkest >= SEEN) return true;
  }
  return false;
}
