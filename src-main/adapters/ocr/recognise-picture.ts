import type { Box } from '#shared/contract/passages.ts';
import type { RecognisedPage } from '#core/ports/text-recognition.ts';
import { withEvenLight } from './even-light.ts';
import { findSkew } from './find-skew.ts';
import { type GrayPicture, type Quarter, rotated, turned } from './gray-picture.ts';
import { type FoundLine, keepText, pageConfidence } from './keep-text.ts';

/** Reads a picture whose lines are level and upright, in pixels of that picture. */
export type ReadLevel = (picture: GrayPicture) => FoundLine[];

/** Before anything is left out, upright pages come out between 0.54 (plans) and 0.96, the same pages upside down below 0.35. */
const SURE = 0.65;
const NO_TEXT = 0.35;
/** Less skew than this costs no accuracy. */
const LEVEL_ENOUGH = 0.003;
/** Lines show against what chance would give, and across against up and down, by this factor. */
const CLEARLY = 1.15;

interface Reading {
  lines: FoundLine[];
  /** Of everything that was found, 0..1. */
  confidence: number;
  back: (x: number, y: number) => [number, number];
}

/** Reads a picture however it was laid on the scanner: turned by quarters, slightly skewed, in uneven light. */
export function recognisePicture(given: GrayPicture, read: ReadLevel): RecognisedPage {
  const picture = withEvenLight(given);
  const across = findSkew(picture).strength;
  const up = findSkew(turned(picture, 1).picture).strength;
  let best: Reading = { lines: [], confidence: NO_TEXT, back: (x, y) => [x, y] };
  for (const quarter of quartersToTry(across, up)) {
    const reading = readTurned(picture, quarter, read);
    if (reading.confidence > best.confidence) best = reading;
    if (best.confidence >= SURE) break;
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
  const lines = read(straight.picture);
  return { lines: keepText(lines), confidence: pageConfidence(lines), back: (x, y) => turn.back(...straight.back(x, y)) };
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
