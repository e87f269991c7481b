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
  for (let text = 0; text < texts; text += 1) {
    const mean = means.subarray(text * width, (text + 1) * width);
    for (let token = 0; token < tokens; token += 1) if (mask[text * tokens + token] !== 0n) add(mean, values, (text * tokens + token) * width);
    scaleToUnit(mean);
  }
  return means;
}

function add(sum: Float32Array, values: Float32Array, start: number): void {
  for (let n = 0; n < sum.length; n += 1) sum[n] = (sum[n] as number) + (values[start + n] as number);
}

/** The mean points where the sum does, so that only its length is left to set. */
function scaleToUnit(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let n = 0; n < vector.length; n += 1) vector[n] = (vector[n] as number) / length;
}
