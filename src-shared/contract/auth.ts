import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';

export const Password = z.string().min(10, 'A password needs at least 10 characters.').max(256);
export const UserName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{N}._@ -]+$/u, 'A name may hold letters, digits, dots, dashes, spaces and @.');
export const PlantName = z.string().trim().min(1).max(255);

/** How a session began: a local account, an organisation account, or such an account without a network. */
export const SIGN_IN_METHODS = ['local', 'sso', 'offline'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** Who is signed in, where, and what the screen may offer. */
export const Identity = z.object({
  tenant: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }),
  user: z.object({ id: z.uuid(), name: z.string(), role: z.enum(ROLES) }),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** ISO 8601; null for the owner of the data directory on the command line. */
  expiresAt: z.iso.datetime().nullable(),
  signedIn: z.object({
    method: z.enum(SIGN_IN_METHODS),
    /** When the role was last heard from the identity provider; null for local accounts. */
    rolesAsOf: z.iso.datetime().nullable(),
    /** The screen is locked until the person shows who they are. */
    locked: z.boolean(),
    /** Minutes without use after which the screen locks itself; 0 for never. */
    idleLockMinutes: z.number().int(),
  }),
});
export type Identity = z.infer<typeof Identity>;

export const SignedIn = z.object({ token: z.string(), identity: Identity });
export type SignedIn = z.infer<typeof SignedIn>;

export const auth = defineOperations('auth', {
  signIn: {
    summary: 'Sign in with a local account',
    http: ['POST', '/auth/sign-in'],
    permission: 'anonymous',
    audit: { event: 'auth.login', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({
      /** The plant's name or slug; may be left out where there is only one. */
      tenant: z.string().trim().max(255).optional(),
      name: z.string().trim().min(1).max(128),
      password: z.string().min(1).max(256),
      /** Of the second factor, where the account has one: six digits, or a recovery code. */
      code: z.string().trim().max(32).optional(),
    }),
    output: SignedIn,
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED', 'NOT_SET_UP', 'CODE_NEEDED', 'CODE_WRONG'],
  },
  redeemLink: {
    summary: 'Sign in with the one-time link that the owner of the machine saw at start-up',
    http: ['POST', '/auth/redeem-link'],
    permission: 'anonymous',
    audit: { event: 'auth.login', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({ link: z.string().min(1).max(256) }),
    output: z.discriminatedUnion('next', [
      /** There is no plant yet: the link's holder may create one with `setup.bootstrap`. */
      z.object({ next: z.literal('setup'), setupToken: z.string() }),
      z.object({ next: z.literal('signed-in'), token: z.string(), identity: Identity }),
    ]),
    errors: ['SETUP_LINK_INVALID'],
  },
  signOut: {
    summary: 'End this session',
    http: ['POST', '/auth/sign-out'],
    permission: 'system:read',
    audit: { event: 'auth.logout', keep: [] },
    rate: 'read',
    changes: true,
    input: z.object({}),
    output: z.object({ signedOut: z.literal(true) }),
    errors: [],
  },
  whoami: {
    summary: 'Who is signed in, and what they may do',
    http: ['GET', '/auth/me'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: Identity,
    errors: [],
  },
  changePassword: {
    summary: "Change the caller's own password; other sessions of the caller end",
    http: ['POST', '/auth/password'],
    permission: 'system:read',
    audit: { event: 'auth.password_changed', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({ current: z.string().min(1).max(256), next: Password }),
    output: z.object({ changed: z.literal(true) }),
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_LOCKED', 'PASSWORD_GUESSABLE'],
  },
});
