import { format } from 'numfmt';

/** Excel accepts no longer code. */
const LONGEST_CODE = 255;
/** Codes of the built-in number formats that are no dates (ECMA-376 part 1, 18.8.30). */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?', 13: '# ??/??', 37: '#,##0;(#,##0)', 38: '#,##0;(#,##0)', 39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)', 41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"', 48: '##0.0E+0',
};

/** The code by which a style shows numbers; null where it shows them as they are. */
export function numberCode(id: number, custom: string | undefined): string | null {
  const code = custom ?? BUILT_IN[id] ?? null;
  return code === null || /^(general|@)$/i.test(code.trim()) || code.length > LONGEST_CODE ? null : code;
}

/** A number as a sheet in English shows it by a format code; null for a code that cannot be read, or that shows nothing of it. */
export function shownNumber(code: string, value: number): string | null {
  try {
    const shown = format(code, value, { locale: 'en-US' }).replace(/\s+/g, ' ').trim();
    return /[\p{L}\p{N}]/u.test(shown) || value === 0 ? shown : null;
  } catch {
    return null;
  }
}
