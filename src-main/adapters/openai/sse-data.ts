/** A line longer than this is no event of a language model. */
const LONGEST_LINE = 1024 * 1024;

/** The `data:` of server-sent events (WHATWG HTML, 9.2), one after the other. Throws where a line has no end. */
export async function* sseData(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = '';
  for await (const piece of pieces) {
    line += decoder.decode(piece, { stream: true });
    const lines = line.split(/\r\n|\n|\r/);
    line = lines.pop() ?? '';
    if (line.length > LONGEST_LINE) throw new Error('a line without an end');
    for (const each of lines) if (each.startsWith('data:')) yield each.slice(5).trim();
  }
  if (line.startsWith('data:')) yield line.slice(5).trim();
}
