// Completes package-lock.json after a change of dependencies: node scripts/complete-lock.mjs
//
// npm writes into the lock only those platforms' packages that its registry serves, and a mirror may serve a few platforms
// only. `npm ci` then refuses the lock. This adds what is missing from what the packages themselves declare, each for its
// own platform alone, so that the lock holds everywhere.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = { darwin: 'darwin', mac: 'darwin', win32: 'win32', win: 'win32', linux: 'linux', android: 'android', freebsd: 'freebsd', openharmony: 'openharmony', netbsd: 'netbsd', openbsd: 'openbsd', aix: 'aix', sunos: 'sunos', linuxmusl: 'linux' };
const PROCESSORS = { x64: 'x64', arm64: 'arm64', arm: 'arm', armv7l: 'arm', ia32: 'ia32', riscv64: 'riscv64', s390x: 's390x', ppc64: 'ppc64', loong64: 'loong64', mips64el: 'mips64el', wasm32: 'wasm32', universal: undefined };
const LIBRARIES = { musl: 'musl', gnu: 'glibc', linuxmusl: 'musl' };

/** What a package's name says of the platform it is for: `@x/y-linux-arm64-musl`. */
export function platformOf(name) {
  const words = name.split(/[/-]/);
  const pick = (table) => [...new Set(words.map((word) => table[word]).filter((value) => value !== undefined))];
  const [os, cpu, libc] = [pick(SYSTEMS), pick(PROCESSORS), pick(LIBRARIES)];
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}), ...(libc.length > 0 ? { libc } : {}) };
}

/** The entries that a lock lacks: optional packages of its packages that stand nowhere in it. */
export function missingEntries(lock) {
  const missing = {};
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      const known = [`node_modules/${name}`, `${place}/node_modules/${name}`].some((at) => at in lock.packages);
      if (known || (platform.os === undefined && platform.cpu === undefined)) continue;
      missing[`node_modules/${name}`] = { version: version.replace(/^[\^~]/, ''), ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
    }
  }
  return missing;
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const missing = missingEntries(lock);
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} packages of other platforms added to package-lock.json.`);
}
