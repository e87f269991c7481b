const SECRET_FIELDS: ReadonlySet<string> = new Set(['password', 'current', 'next', 'code', 'pin', 'secret', 'clientSecret', 'token', 'link', 'setupToken', 'state']);

/** Whether an input field of that name proves who somebody is: never recorded, and not even hashed. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELDS.has(name);
}
