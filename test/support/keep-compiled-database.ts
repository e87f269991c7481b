import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Node keeps compiled WebAssembly for a process as long as one module of it is in use, and every thread of the process finds it there.
 * Test files that follow each other in a process open the database some hundred times: it is compiled, and made fast, once.
 */
const kept = globalThis as { compiledDatabase?: Promise<WebAssembly.Module> };
kept.compiledDatabase ??= WebAssembly.compile(readFileSync(fileURLToPath(new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite')))));
await kept.compiledDatabase;
