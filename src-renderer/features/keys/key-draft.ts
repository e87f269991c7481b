import { type Permission, PERSONAL_PERMISSIONS, type Role } from '#shared/contract/permissions.ts';

const DAY_MS = 86_400_000;
const STANDARD_DAYS = 90;

/** A date so many days from a moment, as a date field holds it. */
export function standardExpiry(now: Date): string {
  return new Date(now.getTime() + STANDARD_DAYS * DAY_MS).toISOString().slice(0, 10);
}

/** The end of a day where the admin sits, or none. */
export function expiryOf(date: string): string | null {
  return date === '' ? null : new Date(`${date}T23:59:59`).toISOString();
}

/** What a key may be given: what its maker and its person both may, but for what only a person does. */
export function scopesFor(role: Role, matrix: Partial<Record<Role, readonly Permission[]>>, own: readonly Permission[]): Permission[] {
  return own.filter((permission) => matrix[role]?.includes(permission) === true && !PERSONAL_PERMISSIONS.includes(permission));
}
