import type { JpegHeader } from './jpeg-header.ts';

/** What PDF readers accept as the side of a page (ISO 32000-1, annex C). */
const LONGEST_SIDE = 14_400;
const COLOURS: Readonly<Record<number, string>> = { 1: '/DeviceGray', 3: '/DeviceRGB', 4: '/DeviceCMYK' };

/**
 * Where the unit square of a picture goes for each orientation of Exif, on a page of `w` by `h`: this turns and mirrors.
 */
const PLACEMENT: Readonly<Record<number, (w: number, h: number) => number[]>> = {
  1: (w, h) => [w, 0, 0, h, 0, 0],
  2: (w, h) => [-w, 0, 0, h, w, 0],
  3: (w, h) => [-w, 0, 0, -h, w, h],
  4: (w, h) => [w, 0, 0, -h, 0, h],
  5: (w, h) => [0, -h, -w, 0, w, h],
  6: (w, h) => [0, -h, w, 0, 0, h],
  7: (w, h) => [0, h, w, 0, 0, 0],
  8: (w, h) => [0, h, -w, 0, w, 0],
};

/**
 * Wraps a JPEG as the only page of a PDF, upright. The PDF engine decodes JPEG line by line at the size wanted, with a
 * fraction of the memory that decoding it whole would take.
 */
export function jpegAsPdf(jpeg: Buffer, header: JpegHeader): Buffer {
  const turned = header.orientation >= 5 && header.orientation <= 8;
  const [across, down] = turned ? [header.height, header.width] : [header.width, header.height];
  const scale = Math.min(1, LONGEST_SIDE / Math.max(across, down));
  const [w, h] = [across * scale, down * scale];
  const place = (PLACEMENT[header.orientation] ?? PLACEMENT[1])?.(w, h) ?? [];
  const content = `q ${place.join(' ')} cm /P Do Q`;
  const decode = header.components === 4 && header.adobe ? '/Decode [1 0 1 0 1 0 1 0]' : '';
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Count 1 /Kids [3 0 R] >>'),
    Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>`),
    Buffer.from(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`),
    Buffer.concat([
      Buffer.from(
        `<< /Type /XObject /Subtype /Image /Width ${header.width} /Height ${header.height} /ColorSpace ${COLOURS[header.components] ?? '/DeviceRGB'} /BitsPerComponent 8 ${decode} /Filter /DCTDecode /Length ${jpeg.length} >>\nstream\n`,
      ),
      jpeg,
      Buffer.from('\nendstream'),
    ]),
  ];
  return assembled(objects);
}

function assembled(objects: readonly Buffer[]): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  let offset = pieces[0]?.length ?? 0;
  const table: string[] = [];
  objects.forEach((body, at) => {
    const piece = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    table.push(`${String(offset).padStart(10, '0')} 00000 n \n`);
    offset += piece.length;
    pieces.push(piece);
  });
  const count = objects.length + 1;
  pieces.push(Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n${table.join('')}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${offset}\n%%EOF`));
  return Buffer.concat(pieces);
}
