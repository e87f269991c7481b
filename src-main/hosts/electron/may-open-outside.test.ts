import { expect, test } from 'vitest';
import { mayOpenOutside } from './may-open-outside.ts';

const issuer = 'https://login.example.com/plant';

test("only pages of the issuer's own origin are opened outside the window", () => {
  expect(mayOpenOutside('https://login.example.com/authorize?x=1', issuer)).toBe(true);
  expect(mayOpenOutside('http://127.0.0.1:4000/auth', 'http://127.0.0.1:4000')).toBe(true);
});

test.each([
  'http://login.example.com/authorize', 'https://login.example.com.evil.example/', 'https://login.example.com:8443/', 'https://user@login.example.com/',
  'https://user:pass@login.example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://millwright/', 'ms-settings:', 'smb://login.example.com/x', '', 'https://',
])('%s is not', (address) => {
  expect(mayOpenOutside(address, issuer)).toBe(false);
});

test('plain HTTP to another machine is not, even where it is the issuer', () => {
  expect(mayOpenOutside('http://login.example.com/', 'http://login.example.com')).toBe(false);
});
