import { plantBands } from './tokens.ts';

/** The band colour of a plant: the same on every screen and machine, since it comes from the plant's id alone. */
export function plantBand(tenantId: string): string {
  let sum = 0;
  for (const character of tenantId) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) >>> 0;
  return plantBands[sum % plantBands.length] ?? '#2f4858';
}
