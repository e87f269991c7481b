import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { createPasswordJudge } from './create-password-judge.ts';

const judge = createPasswordJudge();
const NEAR = ['millwright', 'Larkfield Juice Works', 'Anna Berg'];
const SHORTEST = 10;

test('every common password that is long enough to be set is refused, and so are the usual changes to common ones', () => {
  const common = dictionary['passwords-common'];
  const long = common.filter((each) => each.length >= SHORTEST);
  const changed = common.slice(0, 200).map((each) => `${each.charAt(0).toUpperCase()}${each.slice(1)}`.padEnd(SHORTEST, '123456789'));
  expect(long.length + changed.length).toBeGreaterThan(1_700);
  expect([...long, ...changed].filter((each) => !judge.guessable(each, NEAR))).toEqual([]);
});

test.each(['qwertzuiop', 'P@ssw0rd2024', 'aaaaaaaaaaaa', 'abcdefghijkl', '1234567890', 'millwright1', 'Larkfield1', 'LarkfieldJuiceWorks', 'AnnaBerg99', 'juiceworks1', 'juice works 7', 'Anna Berg 99'])('%s is refused', (password) => {
  expect(judge.guessable(password, NEAR)).toBe(true);
});

test.each(['correct horse battery', 'kettle 9 otter sings', 'Tr0ub4dour&3', 'dêm kia trăng sáng quá', 'vj3-Kd8-pq2', '   . . .  . -- .   ..x', `${'ab'.repeat(28)}q7!Zk2`])('%s is let through', (password) => {
  expect(judge.guessable(password, NEAR)).toBe(false);
});

test('what stands behind the part that is looked at makes no password weaker', () => {
  expect(judge.guessable(`kettle 9 otter sings${'a'.repeat(236)}`, NEAR)).toBe(false);
  expect(judge.guessable('a'.repeat(256), NEAR)).toBe(true);
});
