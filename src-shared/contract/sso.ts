import { z } from 'zod';
import { SignedIn } from './auth.ts';
import { defineOperations } from './define-operations.ts';
import { ROLES } from './permissions.ts';

const Tenant = z.string().trim().max(255).optional();
const ClaimName = z.string().trim().min(1).max(128);
const Groups = z.array(z.string().trim().min(1).max(256)).max(100);

/** Which claims say what. Azure Entra: subject `oid`, groups `roles` or `groups`, tenant `tid`; most others: `sub` and `groups`. */
export const ClaimMapping = z.object({
  subject: ClaimName,
  name: ClaimName,
  login: ClaimName,
  email: ClaimName,
  groups: ClaimName,
  /** A claim that must have `tenantValue` for a person to belong to this plant; null where the issuer alone says so. */
  tenant: ClaimName.nullable(),
  tenantValue: z.string().trim().max(256).nullable(),
});
export type ClaimMapping = z.infer<typeof ClaimMapping>;

/** Which groups of the provider stand for which role here; a person in several gets the one that is allowed most. */
export const GroupMap = z.partialRecord(z.enum(ROLES), Groups);
export type GroupMap = z.infer<typeof GroupMap>;

const SsoConfig = z.object({
  /** Exactly as the provider's own discovery document has it. */
  issuer: z.url({ protocol: /^https?$/ }).max(512),
  clientId: z.string().trim().min(1).max(256),
  /** What the sign-in button calls the provider. */
  label: z.string().trim().min(1).max(64),
  scopes: z.string().trim().regex(/^openid( [\w.:/-]+)*$/, 'Scopes begin with openid and are separated by spaces.').max(512),
  claims: ClaimMapping,
  groups: GroupMap,
  /** Audiences of tokens that programs may show to the appliance; none refuses them all. */
  audiences: z.array(z.string().trim().min(1).max(512)).max(20),
  /** Days that offline sign-in works after the provider was last asked; 0 for never. */
  offlineDays: z.number().int().min(0).max(365),
});
export type SsoConfig = z.infer<typeof SsoConfig>;

/** What stands where the admin has said nothing else. */
export const SSO_DEFAULTS = {
  label: 'Organisation account',
  scopes: 'openid profile email offline_access',
  claims: { subject: 'sub', name: 'name', login: 'preferred_username', email: 'email', groups: 'groups', tenant: null, tenantValue: null },
  groups: {},
  audiences: [],
  offlineDays: 30,
} satisfies Omit<SsoConfig, 'issuer' | 'clientId'>;

const Mapped = z.object({
  subject: z.string().nullable(),
  name: z.string().nullable(),
  login: z.string().nullable(),
  email: z.string().nullable(),
  groups: z.array(z.string()),
  /** Null where no group of the token stands for a role. */
  role: z.enum(ROLES).nullable(),
  ofThisPlant: z.boolean(),
});
export type Mapped = z.infer<typeof Mapped>;

const begun = { audit: { event: 'auth.sso_begun', keep: [] }, rate: 'sign-in', changes: false, permission: 'anonymous' } as const;
const ends = { audit: { event: 'auth.login', keep: [] }, rate: 'sign-in', changes: true, permission: 'anonymous' } as const;
const SSO_ERRORS = ['SSO_NOT_OFFERED', 'SSO_REFUSED', 'SSO_NO_ROLE', 'PROVIDER_UNREACHABLE', 'EGRESS_REFUSED'] as const;

/** Signing in through the plant's identity provider (OpenID Connect). */
export const sso = defineOperations('sso', {
  offered: {
    summary: 'Whether a plant offers signing in with an organisation account',
    http: ['GET', '/auth/sso'],
    permission: 'anonymous',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({ tenant: Tenant }),
    output: z.object({
      /** What the button says; null where it is not offered. */
      label: z.string().nullable(),
      /** By the browser that shows the screen, or by the system's own beside the desktop window. */
      by: z.enum(['this-browser', 'system-browser']),
      /** The provider lets another device confirm the sign-in. */
      device: z.boolean(),
    }),
    errors: [],
  },
  begin: {
    ...begun,
    summary: 'Begin signing in: where to send the browser, and what it must bring back',
    http: ['POST', '/auth/sso/begin'],
    input: z.object({ tenant: Tenant, origin: z.url({ protocol: /^https?$/ }).max(512) }),
    output: z.object({ address: z.string(), binding: z.string() }),
    errors: SSO_ERRORS,
  },
  complete: {
    ...ends,
    summary: 'End signing in with what the provider sent the browser back with',
    http: ['POST', '/auth/sso/complete'],
    input: z.object({ binding: z.string().min(1).max(256), query: z.string().max(8_192) }),
    output: SignedIn,
    errors: SSO_ERRORS,
  },
  signInHere: {
    ...ends,
    summary: "Sign in by the system's browser, from the desktop window",
    http: ['POST', '/auth/sso/here'],
    input: z.object({ tenant: Tenant }),
    output: SignedIn,
    errors: SSO_ERRORS,
  },
  beginDevice: {
    ...begun,
    summary: 'Begin signing in by another device: the code to enter there',
    http: ['POST', '/auth/sso/device'],
    input: z.object({ tenant: Tenant }),
    output: z.object({ binding: z.string(), userCode: z.string(), verificationUri: z.string(), expiresInSeconds: z.number(), intervalSeconds: z.number() }),
    errors: SSO_ERRORS,
  },
  pollDevice: {
    ...ends,
    summary: 'Whether the other device has confirmed the sign-in yet',
    http: ['POST', '/auth/sso/device/poll'],
    input: z.object({ binding: z.string().min(1).max(256) }),
    output: z.discriminatedUnion('state', [z.object({ state: z.literal('pending') }), SignedIn.extend({ state: z.literal('signed-in') })]),
    errors: SSO_ERRORS,
  },
  signOut: {
    summary: 'End this session, and say where to sign out at the provider too',
    http: ['POST', '/auth/sso/sign-out'],
    permission: 'system:read',
    audit: { event: 'auth.logout', keep: [] },
    rate: 'read',
    changes: true,
    input: z.object({ origin: z.url({ protocol: /^https?$/ }).max(512).optional() }),
    output: z.object({ signedOut: z.literal(true), address: z.string().nullable() }),
    errors: [],
  },
  settings: {
    summary: 'How the people of this plant sign in',
    http: ['GET', '/sso'],
    permission: 'users:manage',
    audit: { event: 'auth.sso_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({
      sso: SsoConfig.extend({ hasSecret: z.boolean() }).nullable(),
      idleLockMinutes: z.number().int(),
    }),
    errors: [],
  },
  configure: {
    summary: 'Set up signing in with an organisation account; the provider is asked before anything is kept',
    http: ['PUT', '/sso'],
    permission: 'users:manage',
    audit: { event: 'auth.sso_configured', keep: ['issuer', 'clientId'] },
    rate: 'write',
    changes: true,
    input: SsoConfig.extend({
      /** Left out keeps the one there is; null means none. */
      clientSecret: z.string().min(1).max(1_024).nullable().optional(),
    }),
    output: z.object({ configured: z.literal(true) }),
    errors: ['EGRESS_REFUSED', 'PROVIDER_UNREACHABLE', 'INVALID_INPUT'],
  },
  disable: {
    summary: 'Take signing in with an organisation account away; those sessions end',
    http: ['DELETE', '/sso'],
    permission: 'users:manage',
    audit: { event: 'auth.sso_configured', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    output: z.object({ disabled: z.literal(true) }),
    errors: [],
  },
  setIdleLock: {
    summary: 'After how many minutes without use the screens of this plant lock',
    http: ['PUT', '/sso/idle-lock'],
    permission: 'users:manage',
    audit: { event: 'auth.sso_configured', keep: ['minutes'] },
    rate: 'write',
    changes: true,
    input: z.object({ minutes: z.number().int().min(0).max(480) }),
    output: z.object({ minutes: z.number().int() }),
    errors: [],
  },
  tryToken: {
    summary: 'What a token would be mapped to, with a mapping that is not saved yet',
    http: ['POST', '/sso/try'],
    permission: 'users:manage',
    audit: { event: 'auth.sso_tried', keep: [] },
    rate: 'write',
    changes: false,
    input: z.object({ token: z.string().trim().min(1).max(16_384), claims: ClaimMapping, groups: GroupMap }),
    output: z.object({
      mapped: Mapped,
      /** `good`, `no-keys` where the provider's keys are not known, or why the token would be refused. */
      signature: z.string(),
    }),
    errors: ['INVALID_INPUT'],
  },
});
