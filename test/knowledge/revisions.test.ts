import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { TextChange } from '#shared/contract/revisions.ts';
import { sql } from '#core/ports/sql.ts';
import { withTwoPlants } from './two-plants.ts';

const works = withTwoPlants();

const call = <T = DocumentSummary>(name: string, input: object, who = works.admin): Promise<T> => works.call<T>(name, input, who);
const get = (id: string, who = works.admin): Promise<DocumentSummary> => call('documents.get', { id }, who);

const add = async (filename: string, text: string, more: object = {}, who = works.admin): Promise<DocumentSummary> => get((await works.add(filename, text, more, who)).id);

async function versions(id: string, who = works.admin): Promise<string[]> {
  const list = await call<{ versions: DocumentSummary[] }>('revisions.list', { id }, who);
  return list.versions.map(({ filename, standing }) => `${filename} ${standing}`);
}

/** As if the calendar had moved on: every date lies these days further back. */
async function daysPass(days: number): Promise<void> {
  await works.open.database.withTenant({ tenantId: works.plant.tenantId, userId: null }, (tx) => tx.run(sql`UPDATE documents SET effective_on = effective_on - ${days}::int`));
}

async function inDays(days: number): Promise<string> {
  const { day } = await works.open.database.withTenant({ tenantId: works.plant.tenantId, userId: null }, (tx) => tx.one<{ day: string }>(sql`SELECT (current_date + ${days}::int)::text AS day`));
  return day;
}

describe('a document that is a new revision of another', () => {
  it('takes its place at once, and both stay', async () => {
    const a = await add('lube rev A.txt', 'Grease the lube pump every 100 hours.');
    expect(a).toMatchObject({ revision: 'A', revisionNo: 1, standing: 'in-force', familyId: a.id });
    const b = await add('lube rev B.txt', 'Grease the lube pump every 200 hours.');
    expect(await call('revisions.link', { id: b.id, replaces: a.id })).toMatchObject({ id: b.id, familyId: a.id, revisionNo: 2, standing: 'in-force' });
    expect(await get(a.id)).toMatchObject({ standing: 'superseded', since: expect.any(String), status: 'ready' });
    expect(await versions(a.id)).toEqual(['lube rev B.txt in-force', 'lube rev A.txt superseded']);
    expect(await versions(b.id)).toEqual(await versions(a.id));
  });

  it('takes over by itself on its effective date, not before', async () => {
    const a = await add('seal.txt', 'Check the seal weekly.');
    const b = await add('seal new.txt', 'Check the seal daily.', { effectiveOn: await inDays(3), type: 'procedure', reviewOn: '2031-05-01' });
    expect(b).toMatchObject({ type: 'procedure', reviewOn: '2031-05-01', standing: 'not-yet' });
    await call('revisions.link', { id: b.id, replaces: a.id });
    expect(await versions(a.id)).toEqual(['seal new.txt not-yet', 'seal.txt in-force']);
    await daysPass(2);
    expect(await versions(a.id)).toEqual(['seal new.txt not-yet', 'seal.txt in-force']);
    await daysPass(1);
    expect(await versions(a.id)).toEqual(['seal new.txt in-force', 'seal.txt superseded']);
  });

  it('does not take over while it cannot be read', async () => {
    const a = await add('drain.txt', 'Drain the sump on Monday.');
    const broken = await add('drain.pdf', '%PDF-1.7 broken for the drain');
    await call('revisions.link', { id: broken.id, replaces: a.id });
    expect(await get(a.id)).toMatchObject({ standing: 'in-force' });
  });

  it('is refused where it is not plain which comes after which', async () => {
    const [a, b, c] = [await add('one.txt', 'First text.'), await add('two.txt', 'Second text.'), await add('three.txt', 'Third text.')];
    const refused = (id: string, replaces: string): Promise<void> =>
      expect(call('revisions.link', { id, replaces })).rejects.toMatchObject({ code: 'REVISION_REFUSED', message: expect.stringMatching(/^[“A-Z].*\.$/) });
    await refused(a.id, a.id);
    await call('revisions.link', { id: b.id, replaces: a.id });
    await refused(a.id, b.id);
    await refused(c.id, a.id);
    await refused(b.id, c.id);
    await call('revisions.link', { id: c.id, replaces: b.id });
    expect(await versions(a.id)).toEqual(['three.txt in-force', 'two.txt superseded', 'one.txt superseded']);
  });

  it('brings the revisions and the collections of its own along', async () => {
    const [a, b, c] = [await add('x1.txt', 'X one.'), await add('x2.txt', 'X two.'), await add('x3.txt', 'X three.')];
    const { id: collection } = await call<{ id: string }>('collections.create', { name: 'X', description: '' });
    await call('collections.assign', { id: collection, add: [b.id] });
    await call('revisions.link', { id: c.id, replaces: b.id });
    await call('revisions.link', { id: b.id, replaces: a.id });
    expect(await versions(a.id)).toEqual(['x3.txt in-force', 'x2.txt superseded', 'x1.txt superseded']);
    expect((await get(a.id)).collections).toEqual([collection]);
  });
});

describe('a document that is withdrawn', () => {
  it('stays readable, and can be put back in force', async () => {
    const a = await add('flare.txt', 'Light the flare from the east.');
    expect(await call('revisions.withdraw', { id: a.id, why: 'Wrong side.' })).toMatchObject({ standing: 'withdrawn', since: expect.any(String) });
    expect(await call<{ parts: object[] }>('documents.text', { id: a.id })).toMatchObject({ parts: [{ text: expect.stringContaining('flare') }] });
    expect(await call('revisions.reinstate', { id: a.id })).toMatchObject({ standing: 'in-force', since: null });
  });
});

describe('what is said of a document', () => {
  it('changes where it is given, is cleared by null, and stays otherwise', async () => {
    const a = await add('meta.txt', 'Meta data.', { revision: 'C', tags: ['old'] });
    expect(await call('documents.change', { id: a.id, type: 'manual', effectiveOn: '2020-02-29' })).toMatchObject({ type: 'manual', effectiveOn: '2020-02-29', revision: 'C', tags: ['old'], label: 'internal' });
    expect(await call('documents.change', { id: a.id, revision: null, effectiveOn: null, tags: [] })).toMatchObject({ type: 'manual', effectiveOn: null, revision: null, tags: [] });
  });

  it('is read from the name where nobody said it', async () => {
    expect(await add('P-7 datasheet Rev D.txt', 'Rated flow 12 m3/h.')).toMatchObject({ revision: 'D', type: 'datasheet' });
    expect(await add('P-8 datasheet Rev D.txt', 'Rated flow 13 m3/h.', { revision: 'E', type: 'report' })).toMatchObject({ revision: 'E', type: 'report' });
  });
});

describe('comparing revisions', () => {
  it('shows what stayed, what came, what went, and which words changed', async () => {
    const same = Array.from({ length: 20 }, (_, n) => `Step ${n}: turn valve V-${n} to the left.`).join('\n\n');
    const a = await add('cmp a.txt', `${same}\n\nThe pump runs at 1450 rpm.\n\nCall the shift lead.`);
    const b = await add('cmp b.txt', `Wear goggles.\n\n${same}\n\nThe pump runs at 2900 rpm.`);
    await call('revisions.link', { id: b.id, replaces: a.id });
    const compared = await call<{ changes: TextChange[]; counts: Record<string, number>; truncated: boolean; before: DocumentSummary }>('revisions.compare', { id: b.id });
    expect(compared.before.id).toBe(a.id);
    expect(compared.counts).toEqual({ same: 20, added: 1, removed: 1, changed: 1 });
    expect(compared.changes.map((change) => change.kind)).toEqual(['added', 'same', 'changed', 'removed']);
    const changed = compared.changes[2];
    const marked = (side: TextChange['before']): string[] | undefined => side?.marks.map(([start, end]) => side.text.slice(start, end));
    expect([marked(changed?.before ?? null), marked(changed?.after ?? null)]).toEqual([['1450'], ['2900']]);
    expect(compared.changes[1]).toMatchObject({ omitted: 14 });
  });

  it('is refused without an earlier revision', async () => {
    const a = await add('alone.txt', 'Alone.');
    await expect(call('revisions.compare', { id: a.id })).rejects.toMatchObject({ code: 'REVISION_REFUSED' });
  });

  it('of two thousand-page documents is bounded and lets others have their turn', async () => {
    const [a, b] = [await add('big a.txt', 'Big a.'), await add('big b.txt', 'Big b.')];
    await works.open.database.withTenant({ tenantId: works.plant.tenantId, userId: null }, async (tx) => {
      for (const [id, salt] of [[a.id, 0], [b.id, 7]] as const) {
        await tx.run(sql`INSERT INTO document_parts (tenant_id, document_id, part, page, content)
          SELECT ${works.plant.tenantId}::uuid, ${id}::uuid, p, p, string_agg('Line ' || (p * l * 31 % (997 + ${salt}::int)) || ' of the works on page ' || p, E'\n') FROM generate_series(1, 1000) p, generate_series(1, 50) l GROUP BY p`);
      }
    });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    const compared = await call<{ counts: Record<string, number>; truncated: boolean; changes: TextChange[] }>('revisions.compare', { id: b.id, with: a.id });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
    expect((compared.counts['removed'] ?? 0) + (compared.counts['changed'] ?? 0) + (compared.counts['same'] ?? 0)).toBe(50_001);
    expect(JSON.stringify(compared.changes).length).toBeLessThan(8_000_000);
  });
});

describe('who may do it', () => {
  it("another plant's documents are not there", async () => {
    const ours = await add('ours.txt', 'Ours alone.');
    const theirs = await add('mine.txt', 'Mine.', {});
    const stranger = works.other.as('admin');
    for (const [name, input] of [
      ['revisions.list', { id: ours.id }],
      ['revisions.compare', { id: ours.id, with: theirs.id }],
      ['revisions.link', { id: theirs.id, replaces: ours.id }],
      ['revisions.withdraw', { id: ours.id, why: '' }],
      ['revisions.reinstate', { id: ours.id }],
    ] as const) {
      await expect(call(name, input, stranger), name).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    }
  });

  it('a person sees only the revisions their clearance lets through', async () => {
    const a = await add('cleared.txt', 'For everyone.');
    const b = await add('secret.txt', 'For few.', { label: 'restricted' });
    await call('revisions.link', { id: b.id, replaces: a.id });
    expect(await versions(a.id, works.plant.as('viewer'))).toEqual(['cleared.txt superseded']);
    await expect(call('revisions.compare', { id: a.id, with: b.id }, works.plant.as('viewer'))).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });

  it('whoever may add but not manage documents cannot put one out of force by adding another', async () => {
    const a = await add('keep.txt', 'Keep this.');
    await expect(add('take.txt', 'Take over.', { replaces: a.id }, works.plant.as('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await get(a.id)).toMatchObject({ standing: 'in-force' });
  });
});

describe('the table of contents and similar documents', () => {
  it('are those of the headings, and of other documents in force that share rare words', async () => {
    const a = await add('k7.md', '# Compressor K-7001\n\nIt trips at 9 bar.\n\n## Bearings\n\nReplace the tilting-pad bearings of K-7001 every summer.\n');
    const near = await add('k7 checklist.md', '# Checklist\n\nBefore start-up of K-7001 look at the tilting-pad bearings.\n');
    const gone = await add('k7 old.md', '# Old\n\nThe K-7001 tilting-pad bearings, old text.\n');
    await call('revisions.withdraw', { id: gone.id, why: '' });
    const { entries } = await call<{ entries: { title: string; level: number }[] }>('documents.outline', { id: a.id });
    expect(entries.map(({ title }) => title)).toEqual(expect.arrayContaining(['Compressor K-7001']));
    const { similar } = await call<{ similar: { document: DocumentSummary; score: number; why: { there: { text: string } } }[] }>('documents.similar', { id: a.id });
    expect(similar[0]).toMatchObject({ document: { id: near.id }, why: { there: { text: expect.stringContaining('K-7001') } } });
    expect(similar.map(({ document }) => document.id)).not.toContain(gone.id);
    expect(similar.map(({ document }) => document.id)).not.toContain(a.id);
  });

  it('a page that cannot be drawn is refused with a sentence', async () => {
    const a = await add('plain.txt', 'No pages here.');
    await expect(call('documents.pageImage', { id: a.id, page: 3, width: 200 })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
