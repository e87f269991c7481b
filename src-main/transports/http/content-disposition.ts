/**
 * `attachment` with a file name (RFC 6266): an ASCII fall-back in quotes and, where that loses something, the name itself encoded as RFC
 * 8187 says. Control characters and path separators never leave.
 */
export function attachmentDisposition(filename: string): string {
  const name = filename.replace(/[\p{Cc}\p{Cf}/\\]/gu, '_').slice(0, 255).toWellFormed() || 'document';
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_');
  return ascii === name ? `attachment; filename="${ascii}"` : `attachment; filename="${ascii}"; filename*=UTF-8''${encode8187(name)}`;
}

function encode8187(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
