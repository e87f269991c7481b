import type { VocabularyEntry } from '#shared/contract/vocabulary.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { BUILT_IN_GROUPS, type TermGroup } from './built-in-vocabulary.ts';
import { fold } from './understand-words.ts';
import { createVocabularyMatcher, type Form, type Meaning, type VocabularyMatcher } from './vocabulary-matcher.ts';

interface Row {
  id: string;
  term: string;
  means: string[];
}

/** The words of each plant, on top of those that come with Millwright. */
export interface Vocabulary {
  list(principal: Principal): Promise<VocabularyEntry[]>;
  save(principal: Principal, term: string, means: readonly string[]): Promise<VocabularyEntry>;
  /** Throws `VOCABULARY_NOT_FOUND`. */
  remove(principal: Principal, id: string): Promise<void>;
  /** Kept until the plant's words change. */
  matcher(tenantId: string): Promise<VocabularyMatcher>;
}

export function createVocabulary({ database, crypto }: { database: Database; crypto: Crypto }): Vocabulary {
  const matchers = new Map<string, Promise<VocabularyMatcher>>();

  const rowsOf = (tenantId: string, userId: string | null = null): Promise<Row[]> =>
    database.withTenant({ tenantId, userId }, (tx) => tx.rows<Row>(sql`SELECT id, term, means FROM vocabulary WHERE tenant_id = ${tx.tenantId} ORDER BY term`));

  /** A stable id in the form of a UUID (version 8, RFC 9562) for an entry that no table holds. */
  function builtInId(term: string): string {
    const hash = crypto.sha256(`millwright vocabulary ${term}`);
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  }

  return {
    async list({ tenantId, userId }) {
      const own = await rowsOf(tenantId, userId);
      const terms = new Set(own.map(({ term }) => fold(term)));
      const builtIn = BUILT_IN_GROUPS.flatMap((group) => {
        const [term, ...means] = formsOf(group).map(({ text }) => text);
        return term === undefined || terms.has(fold(term)) ? [] : [{ id: builtInId(term), term, means, builtIn: true }];
      });
      return [...own.map((row) => ({ ...row, builtIn: false })), ...builtIn].sort((a, b) => (fold(a.term) < fold(b.term) ? -1 : 1));
    },

    async save({ tenantId, userId }, term, means) {
      const others = [...new Map(means.map((each) => [fold(each), each])).values()].filter((each) => fold(each) !== fold(term));
      const row = await database.withTenant({ tenantId, userId }, async (tx) => {
        // Differs at most in case or marks: still the same word.
        const same = (await tx.rows<Row>(sql`SELECT id, term, means FROM vocabulary WHERE tenant_id = ${tx.tenantId}`)).find((each) => fold(each.term) === fold(term));
        if (same) {
          return tx.one<Row>(sql`UPDATE vocabulary SET term = ${term}, means = ${others}::text[], updated_at = now()
            WHERE tenant_id = ${tx.tenantId} AND id = ${same.id} RETURNING id, term, means`);
        }
        return tx.one<Row>(sql`INSERT INTO vocabulary (id, tenant_id, term, means) VALUES (${crypto.uuid()}, ${tenantId}, ${term}, ${others}::text[]) RETURNING id, term, means`);
      });
      matchers.delete(tenantId);
      return { ...row, builtIn: false };
    },

    async remove({ tenantId, userId }, id) {
      const removed = await database.withTenant({ tenantId, userId }, (tx) => tx.run(sql`DELETE FROM vocabulary WHERE tenant_id = ${tx.tenantId} AND id = ${id}`));
      if (removed === 0) throw new MillwrightError('VOCABULARY_NOT_FOUND');
      matchers.delete(tenantId);
    },

    matcher(tenantId) {
      const known = matchers.get(tenantId);
      if (known) return known;
      const making = rowsOf(tenantId).then((rows) => createVocabularyMatcher(meaningsWith(rows)));
      matchers.set(tenantId, making);
      making.catch(() => matchers.get(tenantId) === making && matchers.delete(tenantId));
      return making;
    },
  };
}

const formsOf = ({ en, de, vi }: TermGroup): Form[] => [
  ...en.map((text) => ({ text, language: 'en' as const })),
  ...de.map((text) => ({ text, language: 'de' as const })),
  ...vi.map((text) => ({ text, language: 'vi' as const })),
];

/** The plant's own word for something stands alone: the built-in entry of that name goes, and elsewhere the word does. */
function meaningsWith(own: readonly Row[]): Meaning[] {
  const terms = new Set(own.map(({ term }) => fold(term)));
  const builtIn = BUILT_IN_GROUPS.filter(({ en }) => !terms.has(fold(en[0] ?? ''))).map((group) => formsOf(group).filter(({ text }) => !terms.has(fold(text))));
  return [...own.filter(({ means }) => means.length > 0).map(({ term, means }) => [term, ...means].map((text) => ({ text, language: null }))), ...builtIn];
}
