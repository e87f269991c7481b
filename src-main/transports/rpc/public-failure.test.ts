import { expect, test } from 'vitest';
import { CallFailed } from '#core/pipeline/call-failed.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { publicFailure } from './public-failure.ts';

test('an error written for the caller keeps its words, its wait and its id, and not its detail', () => {
  const error = new MillwrightError('RATE_LIMITED', 'Wait.', { retryAfter: 3, detail: '/srv/secret', cause: new Error('driver') });
  const failure = publicFailure(new CallFailed(error, 'id-of-the-call'));
  expect(failure).toEqual({ status: 429, body: { code: 'RATE_LIMITED', message: 'Wait.', correlationId: 'id-of-the-call', retryAfter: 3 }, expected: true });
});

test.each([new Error('ENOENT: /srv/secret'), 'secret text', { code: 'FORBIDDEN', message: 'secret' }, null, undefined])('anything else says nothing about itself (%#)', (error) => {
  const failure = publicFailure(error, 'id-of-the-call');
  expect(failure).toMatchObject({ status: 500, body: { code: 'INTERNAL', correlationId: 'id-of-the-call' }, expected: false });
  expect(JSON.stringify(failure)).not.toContain('secret');
});
