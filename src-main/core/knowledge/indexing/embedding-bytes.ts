/** Vectors one after the other as little-endian float32, the form `document_chunks.embedding` keeps. */
export function packVectors(vectors: readonly Float32Array[]): Uint8Array {
  const size = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const bytes = new Uint8Array(size * 4);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const vector of vectors) {
    for (const value of vector) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

export function unpackVector(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true));
}
