import { MillwrightError } from '#shared/contract/errors.ts';
import type { SqlConfig } from '#shared/contract/tool-kinds.ts';
import { configOf, type ToolDefinition } from '#shared/contract/tools.ts';
import type { Egress } from '#core/ports/egress.ts';
import type { FolderReader } from '#core/ports/folder-reader.ts';
import { SqlQueryFault, type SqlRunner, type SqlSource } from '#core/ports/sql-runner.ts';
import { ToolFault, type ToolInvocation, type ToolKind } from '#core/tools/tool-kind.ts';
import { bindParameters, type BoundStatement } from './sql-parameters.ts';

const SCHEMES = { postgres: 'postgresql', mysql: 'mysql', sqlserver: 'sqlserver' } as const;
const PORTS = { postgres: 5432, mysql: 3306, sqlserver: 1433 } as const;
const HERE = /^(?:localhost|127\.0\.0\.1|::1)$/i;
const NO_STATEMENT = 'The statement has to be one that reads: SELECT, WITH, VALUES, TABLE or SHOW, nothing that writes, and no second one behind it.';

export interface SqlKindDeps {
  runner: SqlRunner;
  egress: Pick<Egress, 'allows'>;
  /** Decides in which folders a SQLite file may lie. */
  folders?: FolderReader | null | undefined;
}

/** Fixed statements of an admin in databases of the plant; the arguments become their parameters. */
export function sqlKind({ runner, egress, folders }: SqlKindDeps): ToolKind<'sql'> {
  const config = (definition: ToolDefinition): SqlConfig => configOf('sql', definition);
  const bound = ({ statement, source }: SqlConfig): BoundStatement | null => bindParameters(statement, source.engine);
  const reachable = ({ source }: SqlConfig): boolean => source.engine === 'sqlite' || egress.allows(addressOf(source));

  async function sourceOf({ source }: SqlConfig, { secret }: ToolInvocation): Promise<SqlSource> {
    if (source.engine === 'sqlite') return { engine: 'sqlite', file: await admitted(source.file) };
    const { engine, host, database, user, tls, certificateAuthority } = source;
    const reach = HERE.test(host) ? 'here' : source.reach;
    return { engine, host, port: portOf(source), database, user, password: await secret(source.password), tls, certificateAuthority, reach };
  }

  /** The file by the true name of its folder, where the owner of the machine lets Millwright read there. */
  async function admitted(file: string): Promise<string> {
    const [, folder, name] = /^(.*[/\\])([^/\\]+)$/.exec(file) ?? [];
    if (!folders || folder === undefined || name === undefined) throw new ToolFault('The file of this tool cannot be read here. Name it with its full path.');
    const real = await folders.admit(folder);
    return `${real}${/[/\\]$/.test(real) ? '' : (folder.at(-1) ?? '/')}${name}`;
  }

  return {
    kind: 'sql',
    leavesMachine(definition) {
      const { source } = config(definition);
      return source.engine !== 'sqlite' && !HERE.test(source.host);
    },
    check(definition) {
      const set = config(definition);
      const statement = bound(set);
      if (statement === null) throw new MillwrightError('TOOL_REFUSED', NO_STATEMENT);
      const known = Object.keys((definition.input['properties'] ?? {}) as object);
      const unknown = statement.names.find((name) => !known.includes(name));
      if (unknown !== undefined) throw new MillwrightError('TOOL_REFUSED', `":${unknown}" stands for no argument of this tool.`);
      if (definition.writes) throw new MillwrightError('TOOL_REFUSED', 'Statements of tools read; their connection cannot write.');
      if (!reachable(set)) throw new MillwrightError('EGRESS_REFUSED', `This machine may not contact that database. Its owner allows it with --outbound ${set.source.engine === 'sqlite' ? '' : addressOf(set.source)}.`);
    },
    problem: (definition) => (reachable(config(definition)) ? null : 'This machine may not contact the database of this tool. Its owner allows it with --outbound.'),
    async run(invocation) {
      const { definition, arguments: given, signal } = invocation;
      const set = config(definition);
      const statement = bound(set);
      if (statement === null) throw new ToolFault(NO_STATEMENT);
      try {
        const { columns, rows, more } = await runner.run({
          source: await sourceOf(set, invocation), statement: statement.text, values: statement.names.map((name) => parameterOf(given[name])),
          maxRows: set.maxRows, maxBytes: definition.limits.bytes, timeoutMs: Math.ceil(definition.limits.seconds * 1_000),
        }, signal);
        return { output: { columns, rows: rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]))), more } };
      } catch (error) {
        if (error instanceof SqlQueryFault) throw new ToolFault(error.message, { outage: error.outage, said: error.said, cause: error });
        throw error;
      }
    },
  };
}

type Server = Exclude<SqlConfig['source'], { engine: 'sqlite' }>;

const portOf = ({ engine, port }: Server): number => port ?? PORTS[engine];

/** As the owner of the machine names it: `postgresql://db.example.com:5432`. */
function addressOf(source: Server): string {
  const host = source.host.includes(':') ? `[${source.host}]` : source.host;
  return `${SCHEMES[source.engine]}://${host}:${portOf(source)}`;
}

function parameterOf(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value);
}
