import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACROSS_TENANTS } from './statements-across-tenants.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = join(ROOT, 'src-main');
const MIGRATIONS = join(ROOT, 'resources', 'migrations');

const TABLES = ownedTables(readdirSync(MIGRATIONS).sort().map((name) => readFileSync(join(MIGRATIONS, name), 'utf8')).join('\n'));
/** Where the text of a document stands, live or staged: a table that is spliced in. */
const SPLICED = String.raw`\$\{(?:\w+\.)*(?:parts|chunks)\}`;
const REFERENCE = new RegExp(String.raw`\b(?:FROM|JOIN|UPDATE|USING)\s+(?:(?:${TABLES.join('|')})\b|${SPLICED})`, 'g');
/** A condition on the tenant: a value or another table's, or what the rules make of a column. */
const CONDITION = /\btenant_id = |\btenant: sql`/g;
const VALUE = /\btenant_id = \$\{|\bt\.id = \$\{tx\.tenantId\}|\btenant: sql`/;
/** Columns, joins and the like are spliced into a statement, which gives the value. */
const WHOLE = /^sql`\s*\(?(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/;

/** Tables with a tenant: those that have the column, or are made like one that has. */
function ownedTables(schema: string): string[] {
  const bodies = [...schema.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\);/g)].map(([, name = '', body = '']) => ({ name, body }));
  const owned = new Set(bodies.filter(({ body }) => /\btenant_id\s+uuid/.test(body)).map(({ name }) => name));
  for (const { name, body } of bodies) if (owned.has(/LIKE (\w+)/.exec(body)?.[1] ?? '')) owned.add(name);
  return [...owned];
}

/** The templates tagged `sql` in a source, each with those nested in it. */
function templatesOf(source: string): string[] {
  const found: string[] = [];
  for (let from = source.indexOf('sql`'); from >= 0; from = source.indexOf('sql`', from)) {
    const end = endOfTemplate(source, from + 4);
    found.push(source.slice(from, end));
    from = end;
  }
  return found;
}

function endOfTemplate(source: string, from: number): number {
  const within: ('text' | 'code')[] = ['text'];
  let at = from;
  for (; within.length > 0 && at < source.length; at += 1) {
    const sign = source[at];
    if (within.at(-1) === 'text') {
      if (sign === '\\') at += 1;
      else if (sign === '`') within.pop();
      else if (sign === '$' && source[at + 1] === '{') {
        within.push('code');
        at += 1;
      }
    } else if (sign === '}') within.pop();
    else if (sign === '{') within.push('code');
    else if (sign === '`') within.push('text');
  }
  return at;
}

/** Whether each tenant's table in a statement has a condition on the tenant, and one of these gives the value. */
function namesItsTenant(statement: string): boolean {
  const tables = statement.match(REFERENCE)?.length ?? 0;
  return tables === 0 || ((VALUE.test(statement) || !WHOLE.test(statement)) && (statement.match(CONDITION)?.length ?? 0) >= tables);
}

const statements = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => relative(SOURCES, join(SOURCES, name)).replaceAll('\\', '/'))
  .flatMap((file) => templatesOf(readFileSync(join(SOURCES, file), 'utf8')).map((text) => ({ file, text })));
const silentOnes = statements.filter(({ text }) => !namesItsTenant(text));
const isListed = ({ file, text }: { file: string; text: string }) => ACROSS_TENANTS.some((each) => each.file === file && text.includes(each.has));

describe('every statement over tenants\' tables names the tenant', () => {
  test('there are such tables and statements to look at', () => {
    expect(TABLES).toEqual(expect.arrayContaining(['users', 'messages', 'staged_chunks', 'audit_checkpoints', 'outbox']));
    expect(statements.filter(({ text }) => text.match(REFERENCE)).length).toBeGreaterThan(150);
  });

  test('or is a listed exception', () => {
    expect(silentOnes.filter((each) => !isListed(each))).toEqual([]);
  });

  test.each(ACROSS_TENANTS)('the exception is one statement that is there and needs it: $file, $has', ({ file, has }) => {
    expect(silentOnes.filter((each) => each.file === file && each.text.includes(has))).toHaveLength(1);
  });

  test.each([
    'sql`SELECT id FROM users WHERE id = ${id}`',
    'sql`SELECT tenant_id FROM users WHERE id = ${id}`',
    'sql`DELETE FROM messages`',
    'sql`SELECT content FROM ${place.chunks} WHERE document_id = ${id}`',
    'sql`UPDATE ${parts} SET content = NULL WHERE document_id = ${id}`',
    'sql`SELECT m.id FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id`',
    'sql`SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.tenant_id = ${tx.tenantId}`',
    'sql`DELETE FROM messages WHERE tenant_id = ${tenantId} AND id IN (SELECT id FROM messages LIMIT 5)`',
  ])('one that does not is found: %s', (text) => {
    expect(namesItsTenant(text)).toBe(false);
  });

  test('one that does is let be', () => {
    expect(namesItsTenant('sql`SELECT m.id FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id WHERE m.tenant_id = ${tx.tenantId}`')).toBe(true);
    expect(namesItsTenant('sql`SELECT 1 FROM tenants`')).toBe(true);
  });
});
