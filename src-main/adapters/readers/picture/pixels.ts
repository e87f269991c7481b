/** A decoded picture: four bytes a pixel, rows without gaps. */
export interface Pixels {
  width: number;
  height: number;
  rgba: Uint8Array;
}

/**
 * Brings a picture to another size by averaging what falls into each pixel, on white paper. The result is BGRA, as the
 * encoder takes it.
 */
export function scaledOnWhite({ width, height, rgba }: Pixels, to: { width: number; height: number }): Uint8Array {
  const out = new Uint8Array(to.width * to.height * 4);
  const columns = Array.from({ length: to.width + 1 }, (_, x) => Math.floor((x * width) / to.width));
  for (let y = 0, at = 0; y < to.height; y += 1) {
    const top = Math.floor((y * height) / to.height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / to.height));
    for (let x = 0; x < to.width; x += 1, at += 4) {
      const left = columns[x] ?? 0;
      const right = Math.max(left + 1, columns[x + 1] ?? 0);
      let [red, green, blue] = [0, 0, 0];
      for (let row = top; row < bottom; row += 1) {
        for (let from = (row * width + left) * 4, end = (row * width + right) * 4; from < end; from += 4) {
          const alpha = rgba[from + 3] ?? 0;
          const paper = 255 * (255 - alpha);
          red += (rgba[from] ?? 0) * alpha + paper;
          green += (rgba[from + 1] ?? 0) * alpha + paper;
          blue += (rgba[from + 2] ?? 0) * alpha + paper;
        }
      }
      const weight = 255 * (bottom - top) * (right - left);
      out[at] = Math.round(blue / weight);
      out[at + 1] = Math.round(green / weight);
      out[at + 2] = Math.round(red / weight);
      out[at + 3] = 255;
    }
  }
  return out;
}
