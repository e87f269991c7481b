import { randomInt } from 'node:crypto';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CommandContext } from './command-context.ts';

/** Letters and digits that are not taken for one another on paper. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

export interface ChosenPassword {
  password: string;
  /** Made here, so it has to be shown once. */
  generated: boolean;
}

/** The password for a new account: from the environment, asked for on a terminal, or generated (about 99 bits). */
export async function choosePassword({ host, json, signal }: CommandContext, variable: string): Promise<ChosenPassword> {
  const given = host.env[variable];
  if (given !== undefined && given !== '') return { password: given, generated: false };
  const ask = host.terminal.askSecret;
  if (ask === null || json) return { password: generatePassword(), generated: true };
  const password = await ask('Password (at least 10 characters; empty to have one made): ', signal);
  if (password === '') return { password: generatePassword(), generated: true };
  if ((await ask('The same again: ', signal)) !== password) throw new MillwrightError('INVALID_INPUT', 'The two passwords differ. Run the command again.');
  return { password, generated: false };
}

function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}
