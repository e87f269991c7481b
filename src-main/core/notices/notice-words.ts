import type { NoticeKind, NoticeSettings } from '#shared/contract/notices.ts';
import { notices as english } from '#shared/text/en/notices.ts';
import { notices as vietnamese } from '#shared/text/vi/notices.ts';

/** All that leaves the plant of a call that waits: never its arguments, the question, or a word of a document. */
export interface NoticeFacts {
  plant: string;
  /** Null in a test. */
  call: { id: string; tool: string; requester: string; needed: number; expiresAt: string } | null;
}

export interface Told {
  id: string;
  kind: NoticeKind;
  at: Date;
  facts: NoticeFacts;
}

const LONGEST_NAME = 120;
const WORDS = { en: english.mail, vi: vietnamese.mail } as const;

/** The body of a webhook, as JSON. The same for one notice at every attempt. */
export function webhookBody({ id, kind, at, facts: { plant, call } }: Told, address: string | null): string {
  return JSON.stringify({ id, event: kind === 'test' ? 'test' : `approval.${kind}`, at: at.toISOString(), plant, approval: call && { ...call, link: linkTo(address, call.id) } });
}

/** Subject and text of a mail. */
export function mailWords({ kind, facts: { plant, call } }: Told, address: string | null, language: NonNullable<NoticeSettings['email']>['language']): { subject: string; text: string } {
  const words = WORDS[language];
  const holes = { plant: plain(plant), tool: plain(call?.tool ?? ''), name: plain(call?.requester ?? ''), until: call ? timeOf(call.expiresAt) : '', id: call?.id ?? '', needed: String(call?.needed ?? 1), link: (call && linkTo(address, call.id)) ?? '' };
  const said = words.kinds[kind];
  const open = kind === 'waiting' || kind === 'escalated';
  const lines = [said.body, ...(open && call && call.needed > 1 ? [words.needed] : []), ...(open ? [words.until] : []), ...(call === null ? [] : [address === null ? words.where : words.link, words.reference]), '', words.about];
  return { subject: filled(said.subject, holes), text: lines.map((line) => filled(line, holes)).join('\n') };
}

const linkTo = (address: string | null, id: string): string | null => (address === null ? null : `${address.replace(/\/+$/, '')}/#/approvals/${id}`);

/** On one line, without what could pass for another header, or turn the text around. */
const plain = (text: string): string => text.replaceAll(/[\p{C}\s]+/gu, ' ').trim().slice(0, LONGEST_NAME);

const filled = (text: string, holes: Record<string, string>): string => text.replaceAll(/\{\{(\w+)\}\}/g, (_hole, name: string) => holes[name] ?? '');

/** In the time of this machine, with its zone. */
function timeOf(at: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' }).formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${parts} ${zone}`;
}
