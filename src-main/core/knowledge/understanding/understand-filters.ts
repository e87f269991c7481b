import type { SearchFilters } from '#shared/contract/search.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { type Cues, standsIn } from './understand-cues.ts';
import { fold, wordsIn } from './understand-words.ts';

interface Candidate {
  id: string;
  filename: string;
  title: string;
  doc_type: string | null;
  kind: string | null;
  tags: string[];
  revision: string | null;
  effective_on: string | null;
}

const MOST_CANDIDATES = 2_000;
/** A name that more documents carry does not name one. */
const MOST_NAMED = 50;
/** Without the kind of document in their names, so few may still be meant. */
const FEW_NAMED = 3;

/**
 * Turns what a question says about where to look into filters, each only where a document that these labels let through
 * answers to it: "in the datasheet" narrows nothing in a plant without datasheets.
 */
export async function filtersFor(tx: Transaction, cues: Cues, labels: readonly Label[]): Promise<SearchFilters> {
  const rows = await candidates(tx, cues, labels);
  const filters: SearchFilters = { ...documentsNamed(cues, rows), ...tagsOf(cues, rows), ...(await collectionsOf(tx, cues)) };
  if (cues.allRevisions) filters.allRevisions = true;
  return { ...filters, ...revisionOf(cues, rows, filters), ...yearOf(cues, rows, filters) };
}

async function candidates(tx: Transaction, cues: Cues, labels: readonly Label[]): Promise<Candidate[]> {
  const names = [...cues.named, ...cues.pointed.flatMap(({ names: each, words }) => [each, ...words.map((word) => word.split(' '))]), cues.year === null ? [] : [String(cues.year)]];
  const patterns = names.filter((words) => words.length > 0).map(likePattern);
  const types = cues.pointed.flatMap(({ type }) => type ?? []);
  return tx.rows<Candidate>(sql`SELECT d.id, d.filename, coalesce(d.title, '') AS title, d.doc_type, d.kind, d.tags, d.revision, d.effective_on::text AS effective_on
    FROM documents d WHERE d.tenant_id = ${tx.tenantId} AND (d.status = 'ready' OR d.searchable) AND d.label = ANY(${[...labels]}::text[])
      AND (d.doc_type = ANY(${types}::text[]) OR d.kind = ANY(${cues.pointed.flatMap(({ kinds }) => kinds)}::text[])
        OR EXISTS (SELECT 1 FROM unnest(d.tags) tag WHERE lower(tag) = ANY(${[...cues.tags]}::text[]))
        OR upper(d.revision) = ${cues.revision?.toUpperCase() ?? null}::text OR extract(year FROM d.effective_on) = ${cues.year}::int
        OR d.filename ILIKE ANY(${patterns}::text[]) OR d.title ILIKE ANY(${patterns}::text[]))
    ORDER BY d.id LIMIT ${MOST_CANDIDATES}::int`);
}

/** Finds at least the names with these words: marks are anything here, and {@link standsIn} looks closely. */
const likePattern = (words: readonly string[]): string =>
  `%${words.map((word) => (/[b-df-hj-np-tv-xz\d]/.test(word) ? word.replace(/[aeiouyd]/g, '_') : word)).join('%')}%`;

const nameOf = ({ filename, title }: Candidate): string => `${filename.replace(/\.[a-z0-9]{1,5}$/i, '')} | ${title}`;
const within = (document: Candidate, words: readonly string[]): boolean => standsIn(words, nameOf(document));

function documentsNamed({ named, pointed }: Cues, rows: readonly Candidate[]): SearchFilters {
  const byName = rows.filter((row) => named.some((words) => within(row, words)));
  if (byName.length > 0 && byName.length <= MOST_NAMED) return { documents: idsOf(byName) };
  for (const cue of pointed) {
    const filters = pointedTo(cue, rows);
    if (filters !== null) return filters;
  }
  return {};
}

function pointedTo({ type, kinds, names, words }: Cues['pointed'][number], rows: readonly Candidate[]): SearchFilters | null {
  const calledSo = (row: Candidate): boolean => words.some((word) => within(row, word.split(' ')) || wordsIn(nameOf(row)).some(({ folded }) => folded.length > word.length && folded.endsWith(word)));
  const ofKind = rows.filter((row) => (type !== null && row.doc_type === type) || kinds.some((kind) => kind === row.kind) || ((row.doc_type === null || row.doc_type === 'other') && calledSo(row)));
  if (names.length > 0) {
    const carrying = (among: readonly Candidate[]): Candidate[] => among.filter((row) => names.every((name) => within(row, [name])));
    const [both, some] = [carrying(ofKind), carrying(rows)];
    if (both.length > 0 && both.length <= MOST_NAMED) return { documents: idsOf(both) };
    if (some.length > 0 && some.length <= FEW_NAMED) return { documents: idsOf(some) };
  }
  if (kinds.length > 0) return ofKind.length > 0 ? { kinds: [...kinds] } : null;
  if (type === null || ofKind.length === 0) return null;
  if (ofKind.every((row) => row.doc_type === type)) return { types: [type] };
  return ofKind.length <= MOST_NAMED ? { documents: idsOf(ofKind) } : null;
}

function tagsOf({ tags }: Cues, rows: readonly Candidate[]): SearchFilters {
  const known = new Set(rows.flatMap((row) => row.tags));
  const meant = [...known].filter((tag) => tags.includes(tag.toLowerCase()));
  return meant.length > 0 ? { tags: meant } : {};
}

async function collectionsOf(tx: Transaction, { collection }: Cues): Promise<SearchFilters> {
  if (collection === null) return {};
  const rows = await tx.rows<{ id: string; name: string }>(sql`SELECT id, name FROM collections WHERE tenant_id = ${tx.tenantId}`);
  const meant = rows.filter(({ name }) => fold(collection).startsWith(fold(name)));
  return meant.length > 0 ? { collections: meant.map(({ id }) => id) } : {};
}

/** A revision by its name is wanted whether it is in force or not. */
function revisionOf({ revision }: Cues, rows: readonly Candidate[], filters: SearchFilters): SearchFilters {
  if (revision === null) return {};
  const meant = among(rows, filters).filter((row) => row.revision?.toUpperCase() === revision.toUpperCase());
  return meant.length > 0 ? { documents: idsOf(meant.slice(0, MOST_NAMED)), allRevisions: true } : {};
}

function yearOf({ year }: Cues, rows: readonly Candidate[], filters: SearchFilters): SearchFilters {
  if (year === null) return {};
  const there = among(rows, filters);
  if (there.some(({ effective_on: date }) => date?.startsWith(String(year)))) return { from: `${year}-01-01`, until: `${year}-12-31` };
  const named = there.filter((row) => within(row, [String(year)]));
  return named.length > 0 && named.length <= MOST_NAMED ? { documents: idsOf(named) } : {};
}

/** The candidates that the other filters leave. */
function among(rows: readonly Candidate[], { documents, types, kinds }: SearchFilters): Candidate[] {
  return rows.filter(
    (row) =>
      (documents === undefined || documents.includes(row.id)) &&
      (types === undefined || types.some((type) => type === row.doc_type)) &&
      (kinds === undefined || kinds.some((kind) => kind === row.kind)),
  );
}

const idsOf = (rows: readonly Candidate[]): string[] => rows.map(({ id }) => id);
