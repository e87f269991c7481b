/** What prose is by how it begins. */
export type ProseKind = { kind: 'warning' } | { kind: 'paragraph' } | { kind: 'list-item'; ordered: boolean };

/** Signal words of ANSI Z535 / ISO 3864 and their German, French, Spanish and Vietnamese counterparts. */
const WARNING =
  /^(?:[!⚠️\uFE0F\s*_>#-]*)(?:(?:DANGER|WARNING|CAUTION|NOTICE|ATTENTION|IMPORTANT|GEFAHR|WARNUNG|VORSICHT|ACHTUNG|HINWEIS|AVERTISSEMENT|ADVERTENCIA|PELIGRO|NGUY HIỂM|CẢNH BÁO|CHÚ Ý|THẬN TRỌNG)(?:$|[\s:!.*_–—-])|(?:Danger|Warning|Caution|Notice|Attention|Important|Gefahr|Warnung|Vorsicht|Achtung|Hinweis|Cảnh báo|Chú ý|Nguy hiểm)[*_]*\s*[:!])/u;

const BULLET = /^[•◦▪▫■□●○◆◇►▸➢➤✓✔⁃‣·*–—-]\s+\S/u;
const ORDERED = /^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|(?:Step|STEP|Schritt|Bước)\s+\d{1,3}[.:)]?)\s+\S|^\d{1,3}(?:\.\d{1,3}){1,4}\.?\s+\p{Lu}/u;
const MARKER_ALONE = /^(?:[•◦▪▫■□●○◆◇►▸➢➤✓✔⁃‣·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])$/u;

export function startsWarning(text: string): boolean {
  return WARNING.test(text.slice(0, 60));
}

/** `1.`, `a)`, `•`: a list marker and nothing else. */
export function isMarkerAlone(text: string): boolean {
  return text.length <= 5 && MARKER_ALONE.test(text);
}

/** What a stretch of prose is by how it begins: a warning, a list item or a paragraph. */
export function proseKind(text: string): ProseKind {
  if (startsWarning(text)) return { kind: 'warning' };
  const head = text.slice(0, 40);
  if (BULLET.test(head)) return { kind: 'list-item', ordered: false };
  if (ORDERED.test(head)) return { kind: 'list-item', ordered: true };
  return { kind: 'paragraph' };
}
