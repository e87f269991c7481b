import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

const change = { permission: 'system:read', audit: { event: 'auth.factor_changed', keep: [] }, rate: 'sign-in', changes: true } as const;
const Code = z.string().trim().regex(/^\d{6}$/, 'The code has six digits.');

/** A second factor for local accounts: codes that change every 30 seconds (TOTP, RFC 6238). */
export const secondFactor = defineOperations('secondFactor', {
  state: {
    summary: 'Whether the caller has a second factor, and how many recovery codes are left',
    http: ['GET', '/auth/factor'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ on: z.boolean(), recoveryCodes: z.number().int() }),
    errors: [],
  },
  begin: {
    ...change,
    summary: 'Begin with a second factor: the secret for the authenticator, once the password is shown again',
    http: ['POST', '/auth/factor'],
    input: z.object({ password: z.string().min(1).max(256) }),
    output: z.object({ secret: z.string(), uri: z.string() }),
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED'],
  },
  confirm: {
    ...change,
    summary: 'Switch the second factor on with a first code; gives the recovery codes once',
    http: ['POST', '/auth/factor/confirm'],
    input: z.object({ code: Code }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ['CODE_WRONG'],
  },
  remove: {
    ...change,
    summary: "Switch the caller's second factor off, once the password is shown again",
    http: ['POST', '/auth/factor/remove'],
    input: z.object({ password: z.string().min(1).max(256) }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED'],
  },
  reset: {
    summary: "Take a person's second factor and offline PIN away, where they lost the device or forgot them; their sessions end",
    http: ['POST', '/users/{id}/factor/reset'],
    permission: 'users:manage',
    audit: { event: 'admin.second_factor_reset', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({
      /** There was a second factor. */
      factor: z.boolean(),
      /** There was a PIN. */
      pin: z.boolean(),
    }),
    errors: ['USER_NOT_FOUND'],
  },
});
