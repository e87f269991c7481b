import i18next from 'i18next';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, test } from 'vitest';
import type { InvestigationStep } from '#shared/contract/conversations.ts';
import { en } from '#shared/text/en/index.ts';
import { SearchSteps } from './SearchSteps.tsx';

const i18n = i18next.createInstance({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false }, initAsync: false });
void i18n.init();

const linesOf = (...steps: InvestigationStep[]): string[] => {
  const html = renderToStaticMarkup(createElement(I18nextProvider, { i18n }, createElement(SearchSteps, { steps, rewritten: null })));
  return Array.from(html.matchAll(/<li[^>]*>([^<]*)<\/li>/g), ([, line = '']) => line);
};

test('further searches that found nothing new are not listed', () => {
  const whole: InvestigationStep = { why: 'question', query: 'P-101 and P-102', passages: 4, ms: 20 };
  const side = (query: string, passages: number): InvestigationStep => ({ why: 'comparison', query, passages, ms: 20 });
  expect(linesOf(whole, side('P-101', 2), side('P-102', 0))).toEqual(['Searched for “P-101 and P-102”: 4 passages', 'To compare, for “P-101”: 2 more']);
  expect(linesOf(whole, side('P-101', 0), side('P-102', 0))).toEqual([]);
});
