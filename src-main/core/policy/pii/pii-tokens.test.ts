import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PII_KINDS } from '#shared/contract/personal-data.ts';
import { guardOutgoing } from './guard-outgoing.ts';
import { createPiiTokens } from './pii-tokens.ts';

const QUESTION = 'Did anna@larkfield.example or bo@larkfield.example (+49 170 5550199) sign? Ask anna@larkfield.example about P-101A [1].';
const SETTINGS = { mode: 'redact', kinds: [...PII_KINDS], passages: false } as const;

test('the same piece has the same token, and nothing of it is left', () => {
  const { texts, kinds } = guardOutgoing({ ...SETTINGS, kinds: [...PII_KINDS] }, [QUESTION]);
  expect(texts).toEqual(['Did [EMAIL_1] or [EMAIL_2] ([PHONE_1]) sign? Ask [EMAIL_1] about P-101A [1].']);
  expect(kinds.toSorted()).toEqual(['email', 'phone']);
});

test('the originals come back however the answer is cut into pieces', () => {
  const tokens = createPiiTokens(PII_KINDS, [QUESTION]);
  const hidden = tokens.hide(QUESTION);
  fc.assert(
    fc.property(fc.array(fc.nat(hidden.length), { maxLength: 40 }), (cuts) => {
      const restorer = tokens.restorer();
      const at = [0, ...cuts.toSorted((a, b) => a - b), hidden.length];
      const shown = at.slice(1).map((end, index) => restorer.push(hidden.slice(at[index], end)));
      return shown.join('') + restorer.end() === QUESTION;
    }),
    { numRuns: 500 },
  );
});

test('what looks like a token in a text of its own is not taken for one', () => {
  const text = 'The panel shows [EMAIL_1]; write to anna@larkfield.example.';
  const tokens = createPiiTokens(PII_KINDS, [text]);
  const hidden = tokens.hide(text);
  expect(hidden).toBe('The panel shows [EMAIL_1]; write to [EMAIL_2].');
  const restorer = tokens.restorer();
  expect(restorer.push(hidden) + restorer.end()).toBe(text);
});

test('a plant that blocks lets nothing with personal data out, one that warns says what it is', () => {
  const settings = { kinds: [...PII_KINDS], passages: false };
  expect(() => guardOutgoing({ ...settings, mode: 'block' }, [QUESTION])).toThrow('personal data');
  expect(guardOutgoing({ ...settings, mode: 'block' }, ['Torque of P-101A?']).texts).toEqual(['Torque of P-101A?']);
  expect(guardOutgoing({ ...settings, mode: 'warn' }, [QUESTION])).toMatchObject({ texts: [QUESTION], kinds: ['email', 'phone'] });
});
