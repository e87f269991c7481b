/** The nonce of this page's content policy, for styles made at run time; undefined where the page has none. */
export const pageNonce = readNonce(document);

function readNonce(page: Document): string | undefined {
  const content = page.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
  return content === '' || content.startsWith('__') ? undefined : content;
}
