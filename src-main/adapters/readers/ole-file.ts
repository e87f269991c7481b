import { MillwrightError } from '#shared/contract/errors.ts';

const OLE_SIGNATURE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

export function isOleFile(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(OLE_SIGNATURE);
}

/** Stream names stand as UTF-16LE in the directory of a compound file ([MS-CFB] 2.6), so a search finds them. */
const KINDS: readonly (readonly [stream: string, name: string])[] = [
  ['WordDocument', 'an old Word document (.doc); save it as DOCX or PDF'],
  ['Workbook', 'an old Excel workbook (.xls); save it as XLSX'],
  ['PowerPoint Document', 'an old PowerPoint presentation (.ppt); save it as PPTX or PDF'],
  ['VisioDocument', 'an old Visio drawing; save it as PDF'],
];

/** Outlook saves a mail as a compound file with its properties in a stream of this name ([MS-OXMSG] 2.4). */
export function isOutlookMessage(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('__properties_version1.0', 'utf16le'));
}

/** The refusal for a compound file: password-protected Office files live in one, and so do the formats before 2007. */
export function oleRefusal(bytes: Buffer): MillwrightError {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    return new MillwrightError('FILE_ENCRYPTED', 'This Office file is protected by a password. Remove the password and add it again.');
  }
  const found = KINDS.find(([stream]) => bytes.includes(Buffer.from(stream, 'utf16le')));
  const what = found?.[1] ?? 'a file in the old Office container format';
  return new MillwrightError('FILE_TYPE_UNSUPPORTED', `This is ${what}. That format cannot be read.`);
}
