import { Anchor } from './audit.ts';

/** The anchor in the text of an anchor file or of a receipt, which has words for people around it. Null where there is none. */
export function readAnchorFile(text: string): Anchor | null {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
  try {
    return Anchor.parse(JSON.parse(text.slice(start, end + 1)));
  } catch {
    return null;
  }
}
