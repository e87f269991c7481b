import { shell } from 'electron';
import { mayOpenOutside } from './may-open-outside.ts';

/** Shows a provider's sign-in page in the system's browser: the only thing that is ever opened outside the window. */
export function openOutside(address: string, issuer: string): void {
  if (mayOpenOutside(address, issuer)) void shell.openExternal(address);
}
