import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PII_KINDS } from '#shared/contract/personal-data.ts';
import { findPii } from './find-pii.ts';
import { guardOutgoing } from './guard-outgoing.ts';
import { NO_OWN_PATTERNS } from './own-patterns.ts';
import { createPiiTokens } from './pii-tokens.ts';

const QUESTION = 'Did anna@larkfield.example or bo@larkfield.example (+49 170 5550199) sign? Ask anna@larkfield.example about P-101A [1].';
const RULES = { kinds: [...PII_KINDS], passages: false, own: NO_OWN_PATTERNS };
const hidden = (text: string) => {
  const tokens = createPiiTokens([text]);
  return { tokens, text: tokens.hide(text, findPii(text, PII_KINDS)) };
};

test('the same piece has the same token, and nothing of it is left', () => {
  const { texts, treated } = guardOutgoing({ ...RULES, mode: 'redact' }, [QUESTION]);
  expect(texts).toEqual(['Did [EMAIL_1] or [EMAIL_2] ([PHONE_1]) sign? Ask [EMAIL_1] about P-101A [1].']);
  expect(treated).toEqual({ kinds: ['email', 'phone'], own: [], treated: 'redact' });
});

test('the originals come back however the answer is cut into pieces', () => {
  const { tokens, text: sent } = hidden(QUESTION);
  fc.assert(
    fc.property(fc.array(fc.nat(sent.length), { maxLength: 40 }), (cuts) => {
      const restorer = tokens.restorer();
      const at = [0, ...cuts.toSorted((a, b) => a - b), sent.length];
      const shown = at.slice(1).map((end, index) => restorer.push(sent.slice(at[index], end)));
      return shown.join('') + restorer.end() === QUESTION;
    }),
    { numRuns: 500 },
  );
});

test('what looks like a token in a text of its own is not taken for one', () => {
  const text = 'The panel shows [EMAIL_1]; write to anna@larkfield.example.';
  const { tokens, text: sent } = hidden(text);
  expect(sent).toBe('The panel shows [EMAIL_1]; write to [EMAIL_2].');
  const restorer = tokens.restorer();
  expect(restorer.push(sent) + restorer.end()).toBe(text);
});

test('a plant that blocks lets nothing with personal data out, one that warns says what it is', () => {
  expect(() => guardOutgoing({ ...RULES, mode: 'block' }, [QUESTION])).toThrow('personal data');
  expect(guardOutgoing({ ...RULES, mode: 'block' }, ['Torque of P-101A?']).texts).toEqual(['Torque of P-101A?']);
  expect(guardOutgoing({ ...RULES, mode: 'warn' }, [QUESTION])).toMatchObject({ texts: [QUESTION], treated: { kinds: ['email', 'phone'], treated: 'warn' } });
});

test('a token in what goes along unfiltered is not turned into what somebody typed', () => {
  const { texts } = guardOutgoing({ ...RULES, mode: 'redact' }, ['Mail anna@larkfield.example.'], ['The panel shows [EMAIL_1].']);
  expect(texts).toEqual(['Mail [EMAIL_2].']);
});
