/** Origins that the owner of the machine allows in its environment, apart by commas or blanks. */
export function outboundOf(environment: Record<string, string | undefined>): string[] {
  return (environment['MILLWRIGHT_OUTBOUND'] ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
}
