import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { modelBenchmarks } from '#shared/contract/model-benchmarks.ts';
import { type RemoteModel, remoteModels } from '#shared/contract/remote-models.ts';
import { fitsOf, type ImportEvent, type InstalledModel, MODEL_ROLES, models } from '#shared/contract/models.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { print, printShort, table } from './print.ts';
import { followChange, printChange } from './embedding-command.ts';
import { remoteNamed } from './remote-models-command.ts';
import { printable } from './printable.ts';

const LOOK_AGAIN_MS = 300;
/** A file of any size has been tried by then, or is refused for taking too long. */
const PATIENCE_MS = 120_000;

/** A model as the command line lists it. */
interface ListedModel extends Pick<InstalledModel, 'id' | 'name' | 'roles' | 'sha256' | 'problem'> {
  kind: InstalledModel['format'] | 'remote';
  /** Null for one on another machine, as is the name of its file. */
  sizeBytes: number | null;
  filename: string | null;
  fits: ReturnType<typeof fitsOf>;
  state: InstalledModel['status'] | 'unreachable';
}

/** A file laid into the models folder is checked while Millwright runs; here that is only as long as the command waits for it. */
async function listChecked({ signal }: CommandContext, { value }: OwnerCalls): Promise<ResultOf<typeof models.list>> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const listed = await value(models.list, {});
    if (Date.now() > until || listed.models.every(({ status }) => status !== 'checking')) return listed;
    signal.throwIfAborted();
    await sleep(LOOK_AGAIN_MS);
  }
}

/** The model with this id, name or file name. Throws `MODEL_NOT_FOUND`, also where two have the same name. */
export async function modelNamed(context: CommandContext, calls: OwnerCalls, named: string): Promise<InstalledModel> {
  const known = (await listChecked(context, calls)).models;
  const byId = known.find(({ id }) => id === named);
  if (byId) return byId;
  const [only, ...more] = known.filter(({ name, filename }) => name === named || filename === named);
  if (only === undefined) throw new MillwrightError('MODEL_NOT_FOUND', `There is no model "${named.slice(0, 80)}". "millwright models list" shows those there are.`);
  if (more.length > 0) throw new MillwrightError('MODEL_NOT_FOUND', `Several models are called "${named.slice(0, 80)}". Give the id that "millwright models list --json" shows.`);
  return only;
}

/** `models list`. */
export async function listModels(context: CommandContext, options: CommonOptions): Promise<void> {
  const { models: installed, folder, elsewhere } = await withOwner(context, options, async (calls) => ({
    ...(await listChecked(context, calls)),
    elsewhere: (await calls.value(remoteModels.list, {})).models,
  }));
  const listed = [...installed.map(listedModel), ...elsewhere.map(listedRemote)];
  print(context, { models: listed, folder }, () => (listed.length === 0 ? ['No model is installed.'] : table(listed.map(modelRow))));
}

/** `models catalogue`: recommended models, and whether each fits. */
export async function showCatalogue(context: CommandContext, options: CommonOptions & { context: number }): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(models.catalogue, { contextTokens: options.context }));
  print(context, result, () =>
    table(result.models.map(({ name, quantization, use, fit, installed, source }) => [`fits: ${fit.verdict}`, name, quantization, Object.keys(use).join(', '), installed === null ? fit.sentence : 'installed', source])),
  );
}

export interface ImportOptions extends CommonOptions {
  /** Fingerprint of a pack from an unknown publisher, compared by whoever gives it. */
  trust?: string;
}

/** `models import FILE|FOLDER|PACK`. */
export async function importModel(context: CommandContext, file: string, options: ImportOptions): Promise<void> {
  const result = await withOwner(context, options, ({ events }) => followImport(context, events(models.importFrom, { path: resolve(file), trust: options.trust })));
  printImported(context, result);
}

/** `models download URL`. */
export async function downloadModel(context: CommandContext, url: string, options: CommonOptions & { sha256?: string }): Promise<void> {
  const result = await withOwner(context, options, ({ events }) => followImport(context, events(models.download, { url, sha256: options.sha256 })));
  printImported(context, result);
}

/** What came in, told as it does. */
async function followImport({ host: { terminal }, json }: CommandContext, events: AsyncIterable<ImportEvent>): Promise<ListedModel[]> {
  const [shown, imported]: [boolean, ListedModel[]] = [terminal.interactive && !json, []];
  try {
    for await (const event of events) {
      if (event.type === 'installed') imported.push(listedModel(event.model));
      else if (shown) terminal.err(`\r\u001b[K${printable(event.name ?? '')} ${event.stage} ${Math.round(event.progress * 100)} %`);
    }
  } finally {
    if (shown) terminal.err('\r\u001b[K');
  }
  return imported;
}

function printImported(context: CommandContext, imported: readonly ListedModel[]): void {
  const [only, ...more] = imported;
  print(context, { ...(only && more.length === 0 ? { model: only } : {}), models: imported }, () => imported.map(({ name, fits }) => `"${name}" is installed (fits: ${fits}).`));
}

/** `models bench MODEL`. */
export async function benchModel(context: CommandContext, named: string, options: CommonOptions): Promise<void> {
  const { terminal } = context.host;
  const shown = terminal.interactive && !context.json;
  const { model, history } = await withOwner(context, options, async (calls) => {
    const found = await modelNamed(context, calls, named);
    for await (const event of calls.events(modelBenchmarks.bench, { id: found.id })) {
      if (event.type === 'progress' && shown) terminal.err(`\r\u001b[K${event.stage} ${Math.round(event.progress * 100)} %`);
    }
    return { model: found, history: (await calls.value(modelBenchmarks.benchmarks, { id: found.id })).benchmarks };
  }).finally(() => {
    if (shown) terminal.err('\r\u001b[K');
  });
  print(context, { id: model.id, name: model.name, ...history[0], history }, () =>
    table(history.map(({ ranAt, device, prefillPerSecond, decodePerSecond, firstTokenMs, threads }) => [ranAt, device, threads === null ? '' : `${threads.reading} threads read, ${threads.writing} write`, `reads ${prefillPerSecond.toFixed(1)}/s`, `writes ${decodePerSecond.toFixed(1)}/s`, `first word after ${firstTokenMs} ms`])),
  );
}

export interface AssignOptions extends CommonOptions {
  /** Do not stay until another embedding model serves. */
  background?: boolean;
}

/** `models assign ROLE MODEL`; "none" clears the role. Returns the exit status. */
export async function assignModel(context: CommandContext, named: string, modelName: string, options: AssignOptions): Promise<number> {
  const role = MODEL_ROLES.find((each) => each === named);
  if (role === undefined) throw new MillwrightError('INVALID_INPUT', `"${named.slice(0, 40)}" is no role. Roles are: ${MODEL_ROLES.join(', ')}.`);
  const result = await withOwner(context, options, async (calls) => {
    const remote = await remoteNamed(calls, modelName);
    const id = modelName === 'none' ? null : (remote ?? (await modelNamed(context, calls, modelName))).id;
    const assigned = await calls.value(models.assign, { role, id });
    if (role !== 'embed') return { ...assigned, remote, change: null };
    const change = await (options.background === true ? calls.value(models.embedding, {}) : followChange(context, calls));
    return { ...(await calls.value(models.list, {})), remote, change };
  });
  const listed = result.models.map(listedModel);
  const { change } = result;
  if (change !== null) return printChange(context, { models: listed, embedding: change }, change);
  print(context, { models: listed }, () => {
    const used = listed.find(({ roles }) => roles.includes(role));
    if (result.remote) return [`"${result.remote.name}" is used as ${role}. Questions and passages up to the label ${result.remote.mostSensitive} leave this machine.`];
    return [used ? `"${used.name}" is used as ${role}.` : `No model is used as ${role}.`];
  });
  return 0;
}

/** `models remove MODEL`. */
export async function removeModel(context: CommandContext, named: string, options: CommonOptions): Promise<void> {
  const model = await withOwner(context, options, async (calls) => {
    const found = await modelNamed(context, calls, named);
    await calls.value(models.remove, { id: found.id });
    return found;
  });
  print(context, { removed: true, id: model.id }, () => [`"${model.name}" is removed.`]);
}

/** `models verify [MODEL]`. Returns the exit status. */
export async function verifyModels(context: CommandContext, named: string | undefined, options: CommonOptions): Promise<number> {
  const result = await withOwner(context, options, async (calls) => {
    if (named === undefined) await listChecked(context, calls);
    return calls.value(models.verify, { id: named === undefined ? undefined : (await modelNamed(context, calls, named)).id });
  });
  const lines = table(result.models.map(({ name, ok, problem }) => [ok ? 'whole ' : 'changed', name, problem ?? '']));
  if (!result.ok) {
    const message = 'Not every model file is as it was installed: remove those and install them again.';
    return printShort(context, result, { code: 'MODEL_INVALID', message }, () => lines);
  }
  print(context, result, () => [...lines, named === undefined ? 'Every model file is as it was installed.' : 'The model file is as it was installed.']);
  return 0;
}

function listedModel(model: InstalledModel): ListedModel {
  const { id, name, format, roles, sizeBytes, sha256, status, filename, problem, health } = model;
  return { id, name, kind: format, roles, sizeBytes, sha256, fits: fitsOf(model), state: status, filename, problem: problem ?? health.sentence };
}

/** A model on another machine: it needs none of this one. */
function listedRemote({ id, name, roles, reachable, health }: RemoteModel): ListedModel {
  const problem = reachable ? health.sentence : 'This machine may not contact it. Its owner allows it with MILLWRIGHT_OUTBOUND.';
  return { id, name, kind: 'remote', roles, sizeBytes: null, sha256: null, fits: 'yes', state: reachable ? 'ready' : 'unreachable', filename: null, problem };
}

function modelRow({ name, state, kind, sizeBytes, roles, fits, problem }: ListedModel): string[] {
  return [state, name, kind, sizeBytes === null ? '' : sizeOf(sizeBytes), `fits: ${fits}`, problem ?? (roles.length > 0 ? `used as ${roles.join(', ')}` : 'not in use')];
}

/** In the unit that leaves one to four digits. */
const sizeOf = (bytes: number): string => (bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(0)} MB`);
