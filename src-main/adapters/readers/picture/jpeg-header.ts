export interface JpegHeader {
  width: number;
  height: number;
  components: number;
  /** How the picture has to be turned to stand upright (Exif 2.3, tag 274): 1 as it is, to 8. */
  orientation: number;
  /** Written by Adobe's programs, which store the inks of print inverted. */
  adobe: boolean;
}

/** Reads the segments up to the first frame header (ITU-T T.81, B.2.2); null where there is none. */
export function jpegHeader(bytes: Buffer): JpegHeader | null {
  let orientation = 1;
  let adobe = false;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    // Fill bytes, and markers without a length.
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), components: bytes[at + 9] ?? 0, orientation, adobe };
    const segment = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xe1) orientation = exifOrientation(segment) ?? orientation;
    if (marker === 0xee) adobe ||= segment.toString('latin1', 0, 5) === 'Adobe';
    at += 2 + Math.max(2, length);
  }
  return null;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function exifOrientation(segment: Buffer): number | null {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0' || segment.length < 20) return null;
  const tiff = segment.subarray(6);
  const little = tiff[0] === 0x49;
  const u16 = (at: number): number => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = u32(4);
  const count = Math.min(u16(directory), 500);
  for (let n = 0; n < count; n += 1) {
    const entry = directory + 2 + n * 12;
    if (u16(entry) === 274) return u16(entry + 8);
  }
  return null;
}

/** Width and height as the picture is looked at. */
export function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  const header = jpegHeader(bytes);
  if (header === null) return null;
  return header.orientation >= 5 && header.orientation <= 8 ? { width: header.height, height: header.width } : { width: header.width, height: header.height };
}
