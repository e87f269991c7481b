/** So many characters are searched in one go, whatever the rules, before other work gets its turn. */
const MOST = 64;

/** A text as it comes from a model, where it is long in parts between which other work goes on. Pairs of surrogates stay together. */
export async function* inParts(text: string): AsyncGenerator<string, void, void> {
  for (let at = 0; at < text.length; ) {
    if (at > 0) await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    const end = at + MOST + (isHigh(text.charCodeAt(at + MOST - 1)) ? 1 : 0);
    yield text.slice(at, end);
    at = end;
  }
}

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
