/** Brightness of each pixel, row by row from the top left; 0 is black. */
export interface GrayPicture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A picture made from another one, and the way back: where a point of it lay on the one before, both in pixels. */
export interface Derived {
  picture: GrayPicture;
  back: (x: number, y: number) => [number, number];
}

/** Clockwise, in quarters of a full turn. */
export type Quarter = 0 | 1 | 2 | 3;

export function turned(picture: GrayPicture, quarter: Quarter): Derived {
  if (quarter === 0) return { picture, back: (x, y) => [x, y] };
  const { width: w, height: h, data } = picture;
  const [width, height] = quarter === 2 ? [w, h] : [h, w];
  const back = ([[0, 0], [0, h], [w, h], [w, 0]] as const)[quarter];
  // One step right, and one step down, on the turned picture are these steps on the picture as it was.
  const [rightX, rightY] = ([[1, 0], [0, -1], [-1, 0], [0, 1]] as const)[quarter];
  const [downX, downY] = [-rightY, rightX];
  const [firstX, firstY] = ([[0, 0], [0, h - 1], [w - 1, h - 1], [w - 1, 0]] as const)[quarter];
  const out = new Uint8Array(data.length);
  const step = rightY * w + rightX;
  for (let y = 0, to = 0; y < height; y += 1) {
    let from = (firstY + y * downY) * w + firstX + y * downX;
    for (const end = to + width; to < end; to += 1, from += step) out[to] = data[from] ?? 0;
  }
  return { picture: { width, height, data: out }, back: (x, y) => [back[0] + x * rightX + y * downX, back[1] + x * rightY + y * downY] };
}

/** Rotates about the middle, `angle` radians clockwise, onto a picture large enough for all of it; what is new is white. */
export function rotated(picture: GrayPicture, angle: number): Derived {
  if (angle === 0) return { picture, back: (x, y) => [x, y] };
  const { width: w, height: h, data } = picture;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(w * cos + h * Math.abs(sin));
  const height = Math.ceil(h * cos + w * Math.abs(sin));
  const back = (x: number, y: number): [number, number] => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    return [w / 2 + dx * cos + dy * sin, h / 2 - dx * sin + dy * cos];
  };
  const out = new Uint8Array(width * height).fill(255);
  for (let y = 0, to = 0; y < height; y += 1) {
    let [fromX, fromY] = back(0.5, y + 0.5);
    fromX -= 0.5;
    fromY -= 0.5;
    for (let x = 0; x < width; x += 1, to += 1, fromX += cos, fromY -= sin) {
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left >= w - 1 || top >= h - 1) continue;
      const at = top * w + left;
      const [right, down] = [fromX - left, fromY - top];
      const upper = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right;
      const lower = (data[at + w] ?? 0) * (1 - right) + (data[at + w + 1] ?? 0) * right;
      out[to] = upper * (1 - down) + lower * down;
    }
  }
  return { picture: { width, height, data: out }, back };
}

/** Means of squares of `factor` pixels; what is over at the right and bottom is left out. */
export function shrunk({ width: w, height: h, data }: GrayPicture, factor: number): GrayPicture {
  const width = Math.max(1, Math.floor(w / factor));
  const height = Math.max(1, Math.floor(h / factor));
  const out = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 1) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy += 1) {
        const row = (y * factor + dy) * w + x * factor;
        for (let dx = 0; dx < factor; dx += 1) sum += data[row + dx] ?? 255;
      }
      out[to] = sum / (factor * factor);
    }
  }
  return { width, height, data: out };
}
