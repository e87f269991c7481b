import type { SqlConfig } from '#shared/contract/tool-kinds.ts';

/** A statement as its engine takes it, with the names of its parameters in order. */
export interface BoundStatement {
  text: string;
  names: string[];
}

interface Dialect {
  placeholder(position: number): string;
  /** What holds no parameters: strings, quoted names, comments, casts; then parameters and semicolons. */
  pieces: RegExp;
  /** How a statement that reads begins. */
  reads: RegExp;
  /** Whether a statement, without what is quoted in it, does anything but read. */
  does?(bare: string): boolean;
}

/** Strings, quoted names, comments and dollar-quoted texts, which hold no parameters; a cast's `::`; and parameters. */
const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|(?<tag>\$[A-Za-z_]*\$)[\s\S]*?\k<tag>|::|:(?<name>[A-Za-z_]\w{0,63})|;/g;
const READS = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(?:select|with|values|table|show)\b/i;

/** Of Transact-SQL, which has names in brackets, neither backticks nor dollar-quoted texts, and lets a word follow a number without a blank. */
const TRANSACT_PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\[(?:[^\]]|\]\])*\]|--[^\r\n]*|\/\*[\s\S]*?\*\/|(?<![\p{L}\p{N}_@#$])(?:0x[0-9a-f]*|\d*\.?\d+(?:e[+-]?\d*)?)|::|:(?<name>[A-Za-z_]\w{0,63})|;/giu;
const TRANSACT_READS = /^(?:\s|--[^\r\n]*[\r\n]|\/\*[\s\S]*?\*\/|\()*(?:select|with)\b/i;
/** Statements need nothing between them there, so that a second one shows by its first word alone. */
const TRANSACT_DOES =
  /(?<![\p{L}_@#$])(?:into|insert|update|delete|merge|exec|execute|commit|rollback|save|begin|create|alter|drop|truncate|grant|revoke|deny|waitfor|use|declare|set|openrowset|openquery|opendatasource|bulk|dbcc|backup|restore|shutdown|kill|reconfigure|print|raiserror|throw|goto|while|if|return|send|receive|writetext|updatetext|readtext|enable|disable|next\s+value)(?![\p{L}\p{N}_@#$])/iu;

const DIALECTS: Readonly<Record<SqlConfig['source']['engine'], Dialect>> = {
  postgres: { placeholder: (position) => `$${position}`, pieces: PIECES, reads: READS },
  mysql: { placeholder: () => '?', pieces: PIECES, reads: READS },
  sqlite: { placeholder: () => '?', pieces: PIECES, reads: READS },
  sqlserver: { placeholder: (position) => `@p${position}`, pieces: TRANSACT_PIECES, reads: TRANSACT_READS, does: (bare) => TRANSACT_DOES.test(bare) },
};

/**
 * Puts the engine's placeholders in the place of `:name`.
 *
 * @returns null for what is more than one statement, or none that reads
 */
export function bindParameters(statement: string, engine: SqlConfig['source']['engine']): BoundStatement | null {
  const { placeholder, pieces, reads, does } = DIALECTS[engine];
  const single = statement.trim().replace(/;$/, '');
  if (!reads.test(single)) return null;
  const names: string[] = [];
  let several = false;
  const text = single.replaceAll(pieces, (piece, ...rest) => {
    const { name } = rest.at(-1) as { name?: string };
    if (piece === ';') several = true;
    if (name === undefined) return piece;
    names.push(name);
    return placeholder(names.length);
  });
  return several || does?.(single.replaceAll(pieces, ' ')) === true ? null : { text, names };
}
