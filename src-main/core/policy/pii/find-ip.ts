import { matchesOf, type PiiRecogniser } from './pii-match.ts';

const V4 = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?![\w-]|\.\d)/g;
const V6 = /(?<![\w:.])(?:[\da-f]{1,4}:){2,7}(?:[\da-f]{1,4}|:)(?![\w:])|(?<![\w:.])(?:[\da-f]{1,4}:){1,6}:(?:[\da-f]{1,4}:){0,5}[\da-f]{1,4}(?![\w:])/gi;
/** Words before four numbers with dots that make them a place in a document or a version, not an address. */
const CLAUSE = /(?:clause|section|chapter|paragraph|para|step|item|table|figure|fig\.|annex|version|ver\.|rev|revision|firmware|release|§|abschnitt|kapitel|punkt|ziffer|absatz|schritt|tabelle|bild|anhang|mục|điều|khoản|bước|bảng|hình|phiên bản|chương|phụ lục|v)[\s.:]{0,3}$/iu;
const NAMED = /(?:\bip(?:v4)?|address|adresse|địa chỉ|host|server|gateway|subnet|ping|dns|plc|hmi|máy chủ|connect|reach|log(?:in| in)?|logged|melde|verbinde|kết nối|ssh|telnet|rdp|vnc|https?|modbus|opc|tcp|udp|profinet|nmap|traceroute)\b[^\n]{0,24}$/iu;
const PORT = /^:\d{2,5}\b/;

/** Four small numbers with dots are as likely a clause; only what is named an address, or cannot be a clause (none has a part of nought, or a port), counts. */
export const findIp: PiiRecogniser = (text) => [
  ...matchesOf('ip', text, V4, (value, at) => {
    const parts = (value.split('/')[0] ?? '').split('.');
    const before = text.slice(Math.max(0, at - 48), at);
    if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) || CLAUSE.test(before)) return false;
    return NAMED.test(before) || value.includes('/') || parts.some((part) => part === '0' || part.length === 3) || PORT.test(text.slice(at + value.length));
  }),
  ...matchesOf('ip', text, V6, (value) => (value.match(/:/g) ?? []).length >= 3 || value.includes('::')).filter(({ start, end }) => /[a-f]|::/i.test(text.slice(start, end))),
];
