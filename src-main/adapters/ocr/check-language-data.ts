/** Components a file may have, and those the neural engine cannot do without (`TessdataType` in Tesseract's tessdatamanager.h). */
const MOST_COMPONENTS = 24;
const NEEDED = { network: 17, letters: 21, codes: 22 } as const;

/**
 * Why these bytes are no language data that the neural engine can load, null where they look like it. The format: the
 * number of components (32 bits), the place of each in the file (64 bits, -1 where it is absent), then the components.
 */
export function languageDataFault(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 4) return 'it is cut off';
  const count = view.getInt32(0, true);
  if (count < 1 || count > MOST_COMPONENTS) return 'it does not begin like one';
  const heading = 4 + count * 8;
  if (bytes.byteLength < heading) return 'it is cut off';
  const offsets = Array.from({ length: count }, (_, at) => view.getBigInt64(4 + at * 8, true)).map(Number);
  let last = heading;
  for (const offset of offsets) {
    if (offset === -1) continue;
    if (offset < last) return 'its table of contents is damaged';
    if (offset >= bytes.byteLength) return 'it is cut off';
    last = offset;
  }
  const present = (component: number): boolean => (offsets[component] ?? -1) !== -1;
  return Object.values(NEEDED).every(present) ? null : 'it holds data for the old engine only. Use a file from tessdata_best or tessdata_fast';
}
