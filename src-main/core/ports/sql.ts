/** A parameterised statement: text with `$1…$n` and its values. Only {@link sql} makes one, so no string ever becomes SQL. */
export class SqlStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];

  private constructor(text: string, values: readonly SqlValue[]) {
    this.text = text;
    this.values = values;
  }

  static fromTemplate(strings: TemplateStringsArray, parts: readonly (SqlValue | SqlStatement)[]): SqlStatement {
    let text = strings[0] ?? '';
    const values: SqlValue[] = [];
    parts.forEach((part, index) => {
      if (part instanceof SqlStatement) {
        const shift = values.length;
        text += part.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + shift}`);
        values.push(...part.values);
      } else {
        values.push(part);
        text += `$${values.length}`;
      }
      text += strings[index + 1] ?? '';
    });
    return new SqlStatement(text, values);
  }
}

/** What may stand in a statement as a parameter. */
export type SqlValue = string | number | boolean | null | Date | Uint8Array | readonly string[] | readonly number[];

/** Makes a statement; every `${value}` becomes a parameter, every `${statement}` is spliced in with its own. */
export function sql(strings: TemplateStringsArray, ...parts: (SqlValue | SqlStatement)[]): SqlStatement {
  return SqlStatement.fromTemplate(strings, parts);
}
