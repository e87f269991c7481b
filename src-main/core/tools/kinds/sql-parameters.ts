/** A statement as its engine takes it, with the names of its parameters in order. */
export interface BoundStatement {
  text: string;
  names: string[];
}

export type Placeholder = (position: number) => string;

/** Strings, quoted names, comments and dollar-quoted texts, which hold no parameters; a cast's `::`; and parameters. */
const PIECE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|(?<tag>\$[A-Za-z_]*\$)[\s\S]*?\k<tag>|::|:(?<name>[A-Za-z_]\w{0,63})|;/g;
const READS = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(?:select|with|values|table|show)\b/i;

/**
 * Puts the engine's placeholders in the place of `:name`.
 *
 * @returns null for what is more than one statement, or none that reads
 */
export function bindParameters(statement: string, placeholder: Placeholder): BoundStatement | null {
  const single = statement.trim().replace(/;$/, '');
  if (!READS.test(single)) return null;
  const names: string[] = [];
  let several = false;
  const text = single.replaceAll(PIECE, (piece, ...rest) => {
    const { name } = rest.at(-1) as { name?: string };
    if (piece === ';') several = true;
    if (name === undefined) return piece;
    names.push(name);
    return placeholder(names.length);
  });
  return several ? null : { text, names };
}
