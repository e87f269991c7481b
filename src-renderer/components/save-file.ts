/** Hands bytes to the person as a file. */
export function saveBlob(filename: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}

/** Hands text to the person as a file. */
export function saveText(filename: string, parts: readonly string[]): void {
  saveBlob(filename, new Blob([...parts], { type: 'text/plain' }));
}
