import { describe, expect, it } from 'vitest';
import { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { holdsQuote, isAt } from './evaluation-places.ts';
import { type Asked, qualityOf, reportOf } from './evaluation-scoring.ts';

const passage = (filename: string, page: number | null = null): Passage => ({
  ...{ chunkId: filename, score: 0.5, document: { id: filename, filename, revision: null, standing: 'in-force', since: null, supersededBy: null }, page, section: null, text: '' },
  ...{ label: 'internal', span: { part: 0, start: 0, end: 1, page, boxes: null }, scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] },
});
const question = (more: object): EvaluationQuestion => EvaluationQuestion.parse({ id: 1, question: 'Where?', ...more });
const asked = (more: object, reranked: Passage[], rest: Partial<Asked> = {}): Asked => ({
  ...{ question: question(more), keyword: [], vector: null, hybrid: null, ranked: null, reranked, relevant: true, quoted: null, written: null },
  ...rest,
});

describe('isAt', () => {
  it('wants the file by name and the page or one beside it', () => {
    expect(isAt(passage('La\u0308rm.PDF', 4), { file: 'l\u00e4rm.pdf', page: 5 })).toBe(true);
    expect(isAt(passage('a.pdf', 3), { file: 'a.pdf', page: 5 })).toBe(false);
    expect(isAt(passage('a.pdf', 5), { file: 'b.pdf', page: 5 })).toBe(false);
    expect(isAt(passage('a.pdf', 4), { file: 'a.pdf', page: 5 }, 0)).toBe(false);
    expect(isAt(passage('a.md'), { file: 'a.md', page: null })).toBe(true);
    expect(isAt(passage('a.md'), { file: 'a.md', page: 1 })).toBe(false);
  });
});

describe('holdsQuote', () => {
  const held = (text: string, file = 'a.pdf') => holdsQuote({ ...passage('a.pdf', 1), text }, { file, page: 9, quote: 'Close the inlet valve before you open the drain.' });

  it('wants most of the words in their order, in the right file, on any page', () => {
    expect(held('7. CLOSE the inlet valve,\nbefore you open the drain')).toBe(true);
    expect(held('Open the drain before you close the inlet valve.')).toBe(false);
    expect(held('Close the inlet valve before you open the drain.', 'b.pdf')).toBe(false);
  });
});

describe('qualityOf', () => {
  it('counts ranks among the first ten and exact pages among the first five', () => {
    const other = Array.from({ length: 9 }, () => passage('x.pdf', 1));
    const quality = qualityOf([
      { question: question({ file: 'a.pdf', page: 5 }), results: [passage('a.pdf', 4), passage('a.pdf', 5)] },
      { question: question({ file: 'a.pdf', page: 5 }), results: [passage('x.pdf', 5), passage('a.pdf', 6)] },
      { question: question({ file: 'a.md' }), results: [...other, passage('a.md')] },
      { question: question({ file: 'a.md' }), results: [...other, passage('x.pdf', 1), passage('a.md')] },
    ]);
    expect(quality).toEqual({ n: 4, hit1: 0.25, hit5: 0.5, mrr: (1 + 1 / 2 + 1 / 10) / 4, page5: 0.5 });
  });

  it('takes any of several places', () => {
    const two = question({ file: 'a.pdf', page: 5, also: [{ file: 'b.md' }] });
    expect(qualityOf([{ question: two, results: [passage('b.md')] }]).hit1).toBe(1);
  });

  it('says nothing of pages where no question names one, and is all zeros without questions', () => {
    expect(qualityOf([{ question: question({ file: 'a.md' }), results: [] }])).toEqual({ n: 1, hit1: 0, hit5: 0, mrr: 0, page5: null });
    expect(qualityOf([])).toEqual({ n: 0, hit1: 0, hit5: 0, mrr: 0, page5: null });
  });
});

describe('reportOf', () => {
  it('keeps unanswerable questions out of the qualities and counts how many were told so', () => {
    const report = reportOf([
      asked({ file: 'a.md', kind: 'table' }, [passage('a.md')]),
      asked({ file: 'b.md', kind: 'lookup' }, [passage('a.md')], { relevant: false }),
      asked({ file: null, kind: 'unanswerable' }, [passage('a.md')], { relevant: false }),
      asked({ kind: 'unanswerable' }, [passage('a.md')]),
    ]);
    expect(report).toMatchObject({ n: 2, hit5: 0.5, refusedUnanswerable: 0.5, refusedAnswerable: 0.5 });
    expect(Object.keys(report.byKind)).toEqual(['lookup', 'table']);
    expect(report.misses).toEqual([{ id: '1', question: 'Where?', wanted: 'b.md', got: ['a.md'] }]);
  });

  it('tells how well answers rest on what they cite, over the questions that have one', () => {
    const answer = (facts: number, supported: number, ...cited: Passage[]) => ({ answered: true, facts, supported, cited });
    const report = reportOf([
      asked({ file: 'a.pdf', page: 3, quote: 'opens at twelve bar' }, [], { quoted: answer(3, 3, { ...passage('a.pdf', 4), text: 'It opens at twelve bar.' }), written: answer(1, 0) }),
      asked({ file: 'b.pdf', page: 3 }, [], { quoted: answer(1, 0, passage('b.pdf', 8)) }),
      asked({ file: 'c.pdf' }, [], { quoted: { ...answer(0, 0, passage('c.pdf')), answered: false } }),
      asked({ kind: 'unanswerable' }, [], { quoted: answer(7, 0) }),
    ]);
    expect(report.answers?.quoted).toEqual({ n: 3, answered: 2 / 3, facts: 4, supported: 0.75, rightPlace: 1 / 3, rightQuote: 1 });
    expect(report.answers?.written).toEqual({ n: 1, answered: 1, facts: 1, supported: 0, rightPlace: 0, rightQuote: 0 });
    expect(reportOf([asked({ file: 'a.md' }, [])]).answers).toBeNull();
  });

  it('has no figures of stages that never ran, and takes keywords for a question vectors did not help with', () => {
    const none = reportOf([asked({ file: 'a.md' }, [passage('a.md')])]);
    expect(none.stages).toMatchObject({ vector: null, hybrid: null, keyword: { hit5: 0 }, reranked: { hit5: 1 } });
    expect(none).toMatchObject({ refusedUnanswerable: null, refusedAnswerable: 0 });
    const some = reportOf([
      asked({ file: 'a.md' }, [], { vector: [], hybrid: [] }),
      asked({ file: 'a.md' }, [], { keyword: [passage('a.md')] }),
    ]);
    expect(some.stages).toMatchObject({ vector: { hit5: 0 }, hybrid: { hit5: 0.5 } });
  });
});
