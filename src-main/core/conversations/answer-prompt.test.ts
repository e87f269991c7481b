import { expect, test } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { NO_OWN_PATTERNS, type PersonalDataRules } from '#core/policy/index.ts';
import { madeFrom } from './answer-made.ts';
import { createAnswerPlaces } from './answer-places.ts';
import { type AnswerPrompt, answerPrompt } from './answer-prompt.ts';
import { contextTurns } from './context-turns.ts';
import type { MadeFrom } from './made-from.ts';
import type { KeptMessage } from './used-documents.ts';

const OFF: PersonalDataRules = { mode: 'off', kinds: [], passages: false, own: NO_OWN_PATTERNS };
const REDACT: PersonalDataRules = { mode: 'redact', kinds: ['email'], passages: true, own: NO_OWN_PATTERNS };
const MODEL = { model: { id: 'm', sha256: null }, wording: { system: 'Answer.', versions: [] }, maxTokens: 700 };

function passage(text: string, standing: Passage['document']['standing'] = 'in-force'): Passage {
  return {
    chunkId: `chunk of ${text}`, document: { id: `document of ${text}`, filename: 'a.md', revision: null, standing, since: null, supersededBy: null },
    page: null, section: null, text, score: 1, label: 'internal', span: { part: 0, start: 0, end: text.length, page: null, boxes: null },
    scores: { text: null, vector: null, fused: null, rerank: null }, matches: [],
  };
}
const [PUMP, KILN, VALVE] = [passage('The pump runs at 3 bar; ask bo@mill.example.'), passage('The kiln is lit by hand.'), passage('The valve opens at 12 bar.')];
const ALL = [PUMP, KILN, VALVE];

/** A conversation as it is kept, to which questions are added with the answers of their model. */
function conversation(rules = OFF) {
  const history: KeptMessage[] = [];
  return {
    history,
    ask: (question: string, found: readonly Passage[], readable: readonly Passage[] = ALL): AnswerPrompt => answerPrompt(rules, contextTurns(history, readable), { question, meaning: null, found }),
    keep(question: string, asked: AnswerPrompt, written: string, leftOut = 0): MadeFrom {
      const made = { ...madeFrom(asked, leftOut, MODEL, { sha256: (text) => String(text.length) }), written };
      const common = { understood: null, gone: false, guardrails: null, used: [] };
      history.push({ ...common, role: 'user', content: question, made: null } as unknown as KeptMessage, { ...common, role: 'assistant', mode: 'generated', content: written, made } as unknown as KeptMessage);
      return made;
    },
  };
}
const sent = ({ history, prompt }: Pick<AnswerPrompt, 'history' | 'prompt'>): string[] => [...history.map(({ text }) => text), prompt];

test.each([['as it is', OFF], ['without personal data', REDACT]])('what is sent for a question begins with all that was sent for the one before, %s', (_, rules) => {
  const talk = conversation(rules);
  const first = talk.ask('Who knows the pump? I am ada@mill.example.', [PUMP]);
  talk.keep('Who knows the pump? I am ada@mill.example.', first, 'Bo does, at bo@mill.example [1].');
  const second = talk.ask('And cy@mill.example, of the kiln?', [KILN, PUMP]);
  talk.keep('And cy@mill.example, of the kiln?', second, 'Light it by hand [2].');
  const third = talk.ask('And of the valve?', [VALVE]);
  expect(sent(second).slice(0, 1)).toEqual(sent(first));
  expect(sent(third).slice(0, 3)).toEqual(sent(second));
  expect(third.history.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  if (rules === REDACT) expect(JSON.stringify(sent(third))).not.toContain('@mill');
});

test('a passage that stands above is pointed to, and a new one has the next number', () => {
  const talk = conversation();
  talk.keep('The pump?', talk.ask('The pump?', [PUMP]), 'It runs at 3 bar [1].');
  const second = talk.ask('Pump and kiln?', [KILN, PUMP]);
  expect(second.prompt).toMatch(/^<passage number="2"[^]*kiln[^]*Passages above that belong to this question too: \[1\]\nQuestion: Pump and kiln\?$/);
  expect(second.prompt).not.toContain('3 bar');
  // The reader sees them in the order they were found in.
  const places = createAnswerPlaces(second, [KILN, PUMP]);
  expect(places.marks.push('By hand [2], at 3 bar [1].')).toBe('By hand [1], at 3 bar [2].');
});

test('what only an earlier question found is cited behind what this one found, and what nobody found as made up', () => {
  const talk = conversation();
  talk.keep('The pump?', talk.ask('The pump?', [PUMP]), 'It runs at 3 bar [1].');
  const places = createAnswerPlaces(talk.ask('The kiln?', [KILN]), [KILN]);
  expect(places.marks.push('By hand [2], like the pump [1], unlike [7].')).toBe('By hand [1], like the pump [2], unlike [99].');
  expect(places.passages.map(({ text }) => text)).toEqual([KILN.text, PUMP.text]);
});

test('a passage whose turn has to be left out is given again with the question, and stays there for the questions after', () => {
  const talk = conversation();
  talk.keep('The pump?', talk.ask('The pump?', [PUMP]), 'It runs at 3 bar [1].');
  const second = talk.ask('Pump and kiln?', [KILN, PUMP]);
  const places = createAnswerPlaces(second, [KILN, PUMP]);
  places.leaveOut(1, 1);
  expect(places.marks.push('At 3 bar [1].')).toBe('At 3 bar [2].');
  const made = talk.keep('Pump and kiln?', second, 'By hand [2], at 3 bar [1].', 1);
  expect(made.history).toEqual([]);
  expect(made.prompt).toMatch(/^<passage number="1"[^]*3 bar[^]*<passage number="2"[^]*kiln/);
  const third = talk.ask('The valve?', [VALVE]);
  expect(third.history[2]?.text).toBe(made.prompt);
  expect(third.prompt).toContain('number="3"');
});

test('a turn goes whole when one of its passages may not be read, says something else or stands otherwise now, and with it what points to it', () => {
  const talk = conversation();
  talk.keep('The pump?', talk.ask('The pump?', [PUMP]), 'It runs at 3 bar [1].');
  talk.keep('The kiln?', talk.ask('The kiln?', [KILN]), 'By hand [2].');
  talk.keep('Pump and valve?', talk.ask('Pump and valve?', [VALVE, PUMP]), 'At 12 bar [3], at 3 bar [1].');
  const without = (changed: readonly Passage[]): string[] => contextTurns(talk.history, [KILN, VALVE, ...changed]).turns.map(({ question }) => question);
  expect(without([PUMP])).toEqual(['The pump?', 'The kiln?', 'Pump and valve?']);
  expect(without([])).toEqual(['The kiln?']);
  expect(without([{ ...PUMP, text: 'The pump runs at 5 bar.' }])).toEqual(['The kiln?']);
  expect(without([{ ...PUMP, document: { ...PUMP.document, standing: 'superseded' } }])).toEqual(['The kiln?']);
  expect(contextTurns(talk.history, [KILN, VALVE])).toMatchObject({ lost: 2, next: 4 });
});

test('the oldest turns of a very long conversation go several at once', () => {
  const talk = conversation();
  for (let n = 0; n < 30; n += 1) talk.keep(`Question ${n}?`, talk.ask(`Question ${n}?`, []), `Answer ${n}.`);
  const firsts = Array.from({ length: 12 }, (_, more) => {
    talk.keep(`More ${more}?`, talk.ask(`More ${more}?`, []), 'Yes.');
    return talk.ask('Now?', []).leftOut;
  });
  expect(new Set(firsts).size).toBe(2);
});
