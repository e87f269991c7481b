/** Numbers for each token of each text, in this order: texts, tokens, width. */
export interface TokenVectors {
  values: Float32Array;
  tokens: number;
  width: number;
}

/**
 * One unit vector for each text: the mean over its tokens, as sentence embedding models are trained with (Reimers and Gurevych, 2019).
 * Token by token, as they lie in memory: the usual way, number by number, takes several times as long and more than the network itself of a
 * small model.
 * @param mask 1 for a token of the text, 0 for padding
 */
export function meanOfTokens({ values, tokens, width }: TokenVectors, mask: ArrayLike<bigint>): Float32Array {
  const texts = values.length / (tokens * width);
  const means = new Float32Array(texts * width);
  const sum = new Float64Array(width);
  for (let text = 0; text < texts; text += 1) {
    const rows: number[] = [];
    for (let token = 0; token < tokens; token += 1) if (mask[text * tokens + token] !== 0n) rows.push((text * tokens + token) * width);
    sum.fill(0);
    addRows(sum, values, rows);
    scaleToUnit(sum, means, text * width);
  }
  return means;
}

/** Four rows at a time: the sums are fetched and stored a quarter as often, which is what takes the time. */
function addRows(sum: Float64Array, values: Float32Array, rows: readonly number[]): void {
  const width = sum.length;
  const whole = rows.length - (rows.length % 4);
  for (let row = 0; row < whole; row += 4) {
    const [a, b, c, d] = rows.slice(row, row + 4) as [number, number, number, number];
    for (let n = 0; n < width; n += 1) sum[n] = (sum[n] as number) + (values[a + n] as number) + (values[b + n] as number) + (values[c + n] as number) + (values[d + n] as number);
  }
  for (const start of rows.slice(whole)) for (let n = 0; n < width; n += 1) sum[n] = (sum[n] as number) + (values[start + n] as number);
}

/** The mean points where the sum does, so that only its length is left to set. */
function scaleToUnit(sum: Float64Array, means: Float32Array, start: number): void {
  let squares = 0;
  for (const value of sum) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let n = 0; n < sum.length; n += 1) means[start + n] = (sum[n] as number) / length;
}
