import type { Box } from '#shared/contract/passages.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import { withEvenLight } from './even-light.ts';
import { findSkew } from './find-skew.ts';
import { type GrayPicture, type Quarter, rotated, turned } from './gray-picture.ts';
import { type FoundLine, keepText, pageConfidence } from './keep-text.ts';

/** Reads a picture whose lines are level and upright, in pixels of that picture. */
export type ReadLevel = (picture: GrayPicture) => FoundLine[];

/** Below it a page is more likely upside down or a drawing than hard to read: text of poor scans comes out above 0.7. */
const SURE = 0.65;
/** Less skew than this costs no accuracy. */
const LEVEL_ENOUGH = 0.003;
/** Lines show against what chance would give, and across against up and down, by this factor. */
const CLEARLY = 1.15;

interface Reading {
  lines: FoundLine[];
  back: (x: number, y: number) => [number, number];
}

/** Reads a picture however it was laid on the scanner: turned by quarters, slightly skewed, in uneven light. */
export function recognisePicture(given: GrayPicture, read: ReadLevel): RecognisedPage {
  const picture = withEvenLight(given);
  const across = findSkew(picture).strength;
  const up = findSkew(turned(picture, 1).picture).strength;
  let best: Reading = { lines: [], back: (x, y) => [x, y] };
  for (const quarter of quartersToTry(across, up)) {
    const reading = readTurned(picture, quarter, read);
    if (weight(reading) > weight(best)) best = reading;
    if (pageConfidence(best.lines) >= SURE) break;
  }
  return asPage(best, picture);
}

/** Text lies along the lines; which way up it is only reading tells. */
function quartersToTry(across: number, up: number): Quarter[] {
  if (Math.max(across, up) < CLEARLY * Math.min(across, up)) return up > across ? [1, 3, 0, 2] : [0, 2, 1, 3];
  return up > across ? [1, 3] : [0, 2];
}

function readTurned(picture: GrayPicture, quarter: Quarter, read: ReadLevel): Reading {
  const turn = turned(picture, quarter);
  const { angle, strength } = findSkew(turn.picture);
  const skewed = Math.abs(angle) > LEVEL_ENOUGH && strength > CLEARLY;
  const straight = rotated(turn.picture, skewed ? -angle : 0);
  return { lines: keepText(read(straight.picture)), back: (x, y) => turn.back(...straight.back(x, y)) };
}

/** Letters that are sure count, so that a few sure specks do not beat a page of text. */
function weight({ lines }: Reading): number {
  return lines.reduce((sum, line) => sum + line.confidence * line.text.length, 0) * pageConfidence(lines);
}

function asPage({ lines, back }: Reading, { width, height }: GrayPicture): RecognisedPage {
  let paragraph = -1;
  const placed = lines.map((line, at) => {
    if (at === 0 || line.beginsParagraph) paragraph += 1;
    const corners = [back(line.x0, line.y0), back(line.x1, line.y0), back(line.x0, line.y1), back(line.x1, line.y1)];
    const [xs, ys] = [corners.map(([x]) => within(x / width)), corners.map(([, y]) => within(y / height))];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const box: Box = [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
    return { text: line.text, confidence: line.confidence, box, letterHeight: line.letterHeight, paragraph };
  });
  return { lines: placed, confidence: pageConfidence(lines) };
}

function within(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
