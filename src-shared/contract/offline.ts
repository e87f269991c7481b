import { z } from 'zod';
import { SignedIn } from './auth.ts';
import { defineOperations } from './define-operations.ts';

export const Pin = z.string().regex(/^\d{6,12}$/, 'A PIN has 6 to 12 digits.').refine((pin) => !/^(\d)\1+$/.test(pin), 'Choose a PIN with different digits.');

/** Signing in without a network, for people who have an organisation account. */
export const offline = defineOperations('offline', {
  state: {
    summary: 'Whether the caller may sign in without a network, and until when',
    http: ['GET', '/auth/pin'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ possible: z.boolean(), until: z.iso.datetime().nullable() }),
    errors: [],
  },
  setPin: {
    summary: 'Set the PIN that signs the caller in where there is no network',
    http: ['PUT', '/auth/pin'],
    permission: 'system:read',
    audit: { event: 'auth.pin_changed', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({ pin: Pin }),
    output: z.object({ until: z.iso.datetime() }),
    errors: ['OFFLINE_REFUSED'],
  },
  removePin: {
    summary: "Take the caller's PIN away",
    http: ['DELETE', '/auth/pin'],
    permission: 'system:read',
    audit: { event: 'auth.pin_changed', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    output: z.object({ removed: z.literal(true) }),
    errors: [],
  },
  signIn: {
    summary: 'Sign in with a PIN; the provider is asked first, and need not answer',
    http: ['POST', '/auth/pin/sign-in'],
    permission: 'anonymous',
    audit: { event: 'auth.login', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({ tenant: z.string().trim().max(255).optional(), name: z.string().trim().min(1).max(255), pin: z.string().min(1).max(64) }),
    output: SignedIn,
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED', 'OFFLINE_REFUSED', 'NOT_SET_UP'],
  },
  lock: {
    summary: "Lock the caller's screen: the session stays and answers nothing until it is unlocked",
    http: ['POST', '/auth/lock'],
    permission: 'system:read',
    audit: { event: 'auth.locked', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    output: z.object({ locked: z.literal(true) }),
    errors: [],
  },
  unlock: {
    summary: "Unlock the caller's screen by password or PIN",
    http: ['POST', '/auth/unlock'],
    permission: 'system:read',
    audit: { event: 'auth.unlocked', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({ secret: z.string().min(1).max(256) }),
    output: z.object({ unlocked: z.literal(true) }),
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED'],
  },
});
