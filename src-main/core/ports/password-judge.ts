/** Knows which passwords are tried first. */
export interface PasswordJudge {
  /**
   * Whether a password would be found early by somebody who guesses: a common one, one with the usual changes to it, a row of keys, a date,
   * or little more than one of the words that stand `near` it, such as the names of the plant and the person.
   */
  guessable(password: string, near: readonly string[]): boolean;
}
