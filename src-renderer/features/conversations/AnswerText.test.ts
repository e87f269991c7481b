import { ThemeProvider } from '@mui/material/styles';
import { Parser } from 'htmlparser2';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { createAppTheme } from '#renderer/app/theme/create-app-theme.ts';
import { FOREIGN, obeyingAnswer, readCases } from '#test/eval/injection/cases.ts';
import { AnswerText } from './AnswerText.tsx';

const ELSEWHERE = new RegExp(`${FOREIGN.map((each) => each.replaceAll('.', '\\.')).join('|')}`);
/** What could be pressed, drawn or loaded. */
const REACHING = /^(?:a|area|audio|base|button|embed|form|frame|iframe|image|img|link|meta|object|picture|script|source|track|use|video)$/;
const theme = createAppTheme('light', 'desk');

interface Drawn {
  /** Elements and attributes by which something could leave. */
  reaching: string[];
  words: string;
}

function drawn(text: string, marked: boolean): Drawn {
  const found: Drawn = { reaching: [], words: '' };
  const unsupported = marked ? [{ start: 0, end: text.length, reason: 'not-in-source' as const }] : [];
  const html = renderToStaticMarkup(createElement(ThemeProvider, { theme }, createElement(AnswerText, { text, citations: [], unsupported })));
  let inStyle = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      inStyle = name === 'style';
      if (REACHING.test(name)) found.reaching.push(`<${name}>`);
      for (const [key, value] of Object.entries(attributes)) if (/^(?:href|src|srcset|action|background|poster|ping|data|on.*|xlink:href)$/.test(key) || ELSEWHERE.test(value)) found.reaching.push(`${name} ${key}=${value}`);
    },
    ontext(piece) {
      if (!inStyle) found.words += piece;
      else if (/url\(|@import/.test(piece)) found.reaching.push(`style: ${piece}`);
    },
    onclosetag: () => (inStyle = false),
  });
  parser.end(html);
  return found;
}

test('an answer of a model that obeys what it read has no link, no picture and nothing that is loaded, whatever it tried', () => {
  const cases = readCases();
  for (const [at, each] of cases.entries()) {
    // The ways are the same for each, and drawing them takes its time.
    const everyWay = at % 16 === 0;
    const { reaching, words } = drawn(everyWay ? obeyingAnswer(each) : each.text, everyWay);
    expect(reaching, each.ref).toEqual([]);
    // Its words are all there, addresses too: as text, which somebody may read and nobody presses.
    expect(words.includes(`${FOREIGN[0]}/bare`) && words.includes('Open the report'), each.ref).toBe(everyWay);
  }
  expect(cases.length).toBeGreaterThanOrEqual(200);
});
