/**
 * Tells `eslint-plugin-boundaries` which file an import means. Node's own resolver knows the `imports` of package.json
 * and, since every import here carries its extension, needs to guess nothing.
 */
const { createRequire, isBuiltin } = require('node:module');

exports.interfaceVersion = 2;

exports.resolve = (specifier, file) => {
  if (isBuiltin(specifier)) return { found: true, path: null };
  try {
    return { found: true, path: createRequire(file).resolve(specifier) };
  } catch {
    return { found: false };
  }
};
