const KNOWN = /^(received|return-path|delivered-to|from|to|cc|subject|date|message-id|mime-version|content-type|reply-to|sender|dkim-signature|arc-seal|x-mailer|thread-topic|authentication-results)$/;
/** Fields that programs write and people do not. */
const TECHNICAL = /^(received|return-path|delivered-to|message-id|mime-version|content-type|dkim-signature|arc-seal|x-mailer|thread-topic|authentication-results)$/;

/** Whether bytes begin with the header of a mail (RFC 5322): fields line by line, several of them a mail's. */
export function isMail(bytes: Buffer, ending: string): boolean {
  const head = bytes.toString('latin1', 0, 16_384).replace(/^\u00ef\u00bb\u00bf/, '').replace(/^From \S.*\r?\n/, '');
  const names = new Set<string>();
  for (const line of head.split(/\r\n|\n|\r/, 400)) {
    if (/^[ \t]+\S/.test(line) && names.size > 0) continue;
    const name = /^([\x21-\x39\x3b-\x7e]{1,70}):/.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) break;
    names.add(name);
  }
  const known = [...names].filter((name) => KNOWN.test(name));
  if (ending === 'eml' || ending === 'mht' || ending === 'mhtml') return known.length > 0;
  return known.length >= 3 && known.some((name) => TECHNICAL.test(name)) && (names.has('from') || names.has('received'));
}
