import { PICTURE_BYTES } from '#shared/contract/recognition.ts';

/** As wide as text recognition looks at a page. */
const WIDEST = 2_480;
const QUALITY = 0.9;

export const isPicture = (file: Blob): boolean => /^image\/(png|jpeg|webp|bmp|gif|tiff)$/.test(file.type);

/** The file, or where it is too large to be sent at once, the picture drawn smaller. Throws where the browser cannot draw it. */
export async function smallEnough(file: File): Promise<Blob> {
  if (file.size <= PICTURE_BYTES) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, WIDEST / Math.min(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}
