import { z } from 'zod';
import { Password, UserName } from './auth.ts';
import { defineOperations } from './define-operations.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';
import { ResourceRow } from './policy.ts';

export const UserSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  /** Where notices of approvals are sent; null without one. Personal data. */
  email: z.string().nullable(),
  /** They sign in through an identity provider, which says what they are called and written to at. */
  fromProvider: z.boolean(),
  active: z.boolean(),
  /** What was theirs is gone, and the name is a pseudonym. */
  erased: z.boolean(),
  /** A legal hold is on them. */
  held: z.boolean(),
  lockedUntil: z.iso.datetime().nullable(),
  lastSignIn: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type UserSummary = z.infer<typeof UserSummary>;

/** An address for the account of a person. */
const Address = z.email('Give the address as name@plant.example.').max(254);

const userId = z.object({ id: z.uuid() });

export const users = defineOperations('users', {
  list: {
    summary: 'The people of this plant',
    http: ['GET', '/users'],
    permission: 'users:manage',
    audit: { event: 'admin.user_listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ users: z.array(UserSummary) }),
    errors: [],
  },
  add: {
    summary: 'Add a person with a local account',
    http: ['POST', '/users'],
    status: 201,
    permission: 'users:manage',
    audit: { event: 'admin.user_created', keep: ['role'] },
    rate: 'write',
    changes: true,
    input: z.object({ name: UserName, role: z.enum(ROLES), password: Password, email: Address.optional() }),
    output: UserSummary,
    errors: ['USER_EXISTS', 'PASSWORD_GUESSABLE'],
  },
  setRole: {
    summary: "Change a person's role; it counts from their next request",
    http: ['POST', '/users/{id}/role'],
    permission: 'users:manage',
    audit: { event: 'admin.role_changed', keep: ['id', 'role'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: userId.extend({ role: z.enum(ROLES) }),
    output: UserSummary,
    errors: ['USER_NOT_FOUND', 'LAST_ADMIN'],
  },
  setActive: {
    summary: 'Disable a person (their sessions end at once) or enable them again',
    http: ['POST', '/users/{id}/active'],
    permission: 'users:manage',
    audit: { event: 'admin.user_disabled', keep: ['id', 'active'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: userId.extend({ active: z.boolean() }),
    output: UserSummary,
    errors: ['USER_NOT_FOUND', 'LAST_ADMIN'],
  },
  setEmail: {
    summary: 'Keep a mail address with a local account, or none; notices of approvals are sent there',
    http: ['POST', '/users/{id}/email'],
    permission: 'users:manage',
    audit: { event: 'admin.email_changed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: userId.extend({ email: Address.nullable() }),
    output: UserSummary,
    errors: ['USER_NOT_FOUND', 'EMAIL_FROM_PROVIDER'],
  },
  resetPassword: {
    summary: 'Give a person a new password and lift a lock-out; their sessions end',
    http: ['POST', '/users/{id}/password'],
    permission: 'users:manage',
    audit: { event: 'admin.password_reset', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: userId.extend({ password: Password }),
    output: UserSummary,
    errors: ['USER_NOT_FOUND', 'PASSWORD_GUESSABLE'],
  },
  matrix: {
    summary: 'What each role may do, and which rules decide beside the role: the tables that the gateway enforces',
    http: ['GET', '/users/matrix'],
    permission: 'users:manage',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ matrix: z.record(z.enum(ROLES), z.array(z.enum(PERMISSIONS))), resources: z.array(ResourceRow) }),
    errors: [],
  },
});
