/** Whether a Node version (`22.11.0`) is older than the oldest that Millwright runs on. */
export function tooOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 13);
}
