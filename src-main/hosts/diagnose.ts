import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { freemem } from 'node:os';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { CallFailed } from '#core/pipeline/call-failed.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { models, type InstalledModel, modelTask } from '#shared/contract/models.ts';
import { system } from '#shared/contract/system.ts';
import { tenants } from '#shared/contract/tenants.ts';
import type { Acting, Finding } from '#transports/cli/cli-host.ts';
import { openCore } from './compose.ts';
import { dataLayout } from './data-layout.ts';
import { safetyFindings } from './diagnose-safety.ts';
import { findProgramFiles } from './program-files.ts';

const LITTLE_MEMORY = 2 * 1024 ** 3;

interface Report {
  checks: { name: string; state: 'ok' | 'degraded' | 'failed' | 'off'; sentence: string }[];
}

/** What `millwright doctor` finds: from the outside in, stopping where the next thing cannot be looked at; in every plant unless one is named. */
export async function diagnose(directory: string, acting: Acting, signal: AbortSignal): Promise<Finding[]> {
  const findings = [finding('node', 'ok', `Node ${process.versions.node} is new enough.`), screensFinding(), memoryFinding()];
  if (!existsSync(dataLayout(directory).database)) {
    return [...findings, finding('data directory', 'warning', `There is no plant in ${directory} yet: create one with "millwright init --tenant NAME --admin NAME".`)];
  }
  const writable = await access(directory, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) return [...findings, finding('data directory', 'failed', `You may not write to ${directory}: run as its owner, or change its permissions.`)];
  return [...findings, finding('data directory', 'ok', `The data is in ${directory}.`), ...(await safetyFindings(directory)), ...(await insideFindings(directory, acting, signal))];
}

async function insideFindings(directory: string, acting: Acting, signal: AbortSignal): Promise<Finding[]> {
  try {
    const core = await openCore({ dataDirectory: directory, shell: 'cli' });
    try {
      return [finding('lock', 'ok', 'No other Millwright uses this data directory.'), ...(await coreFindings({ pipeline: core.pipeline, signal }, acting))];
    } finally {
      await core.close();
    }
  } catch (error) {
    if (!(error instanceof MillwrightError)) return [finding('database', 'failed', 'The data directory cannot be opened. The log in it has the reason.')];
    const inUse = error.code === 'DATA_DIRECTORY_IN_USE';
    return [finding(inUse ? 'lock' : 'database', 'failed', inUse ? `${error.message} While it runs, its System screen shows the state of every part.` : error.message)];
  }
}

interface Calls {
  pipeline: Pipeline;
  signal: AbortSignal;
}

async function coreFindings(calls: Calls, acting: Acting): Promise<Finding[]> {
  try {
    const plants = acting.tenant === null && acting.as === null ? await plantsAtWork(calls) : [];
    if (plants.length < 2) return await plantFindings(calls, acting);
    const found = [];
    for (const { name, slug } of plants) found.push({ plant: name, findings: await plantFindings(calls, { tenant: slug, as: null }) });
    return saidOnce(found);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return [finding('plant', error.error.code === 'NOT_SET_UP' ? 'warning' : 'failed', error.message)];
  }
}

async function plantsAtWork(calls: Calls): Promise<{ name: string; slug: string }[]> {
  const listed = (await value(calls, tenants.list.name, { tenant: null, as: null, platform: true })) as { tenants: { name: string; slug: string; active: boolean }[] };
  return listed.tenants.filter(({ active }) => active);
}

async function plantFindings(calls: Calls, acting: Acting): Promise<Finding[]> {
  const report = (await value(calls, system.report.name, acting)) as Report;
  const installed = (await value(calls, models.list.name, acting)) as { models: InstalledModel[] };
  return [...report.checks.map(({ name, state, sentence }) => finding(name, state === 'ok' || state === 'failed' ? state : 'warning', sentence)), modelsFinding(installed.models)];
}

/** What is the same in every plant stands once; what is not names its plant. */
function saidOnce(found: readonly { plant: string; findings: readonly Finding[] }[]): Finding[] {
  const alike = (one: Finding) => (other: Finding): boolean => other.name === one.name && other.state === one.state && other.sentence === one.sentence;
  const everywhere = (one: Finding): boolean => found.every(({ findings }) => findings.some(alike(one)));
  const shared = found[0]?.findings.filter(everywhere) ?? [];
  return [...shared, ...found.flatMap(({ plant, findings }) => findings.filter((one) => !everywhere(one)).map((one) => ({ ...one, name: `${one.name} of ${plant}` })))];
}

async function value({ pipeline, signal }: Calls, operation: string, acting: Acting & { platform?: boolean }): Promise<unknown> {
  const outcome = await pipeline.invoke({ operation, input: {}, credential: { kind: 'owner', ...acting }, signal, caller: 'cli' });
  return outcome.kind === 'value' ? outcome.value : null;
}

function modelsFinding(installed: InstalledModel[]): Finding {
  const refused = installed.filter(({ status }) => status === 'refused');
  if (refused.length > 0) return finding('models', 'warning', `Not usable: ${refused.map(({ name, problem }) => `${name} (${problem ?? 'refused'})`).join('; ')}.`);
  const writers = installed.filter((model) => modelTask(model) === 'write');
  return writers.length > 0
    ? finding('models', 'ok', `Language models: ${writers.map(({ name }) => name).join(', ')}.`)
    : finding('models', 'warning', 'No language model is installed, so answers are quoted passages: add one with "millwright models import FILE.gguf".');
}

function screensFinding(): Finding {
  const built = existsSync(findProgramFiles().screens);
  return built ? finding('screens', 'ok', 'The screens are built.') : finding('screens', 'warning', 'The screens are not built: run "npm run build" before "millwright serve".');
}

function memoryFinding(): Finding {
  const free = freemem();
  const sentence = `${(free / 1024 ** 3).toFixed(1)} GB of memory are free.`;
  return free < LITTLE_MEMORY ? finding('memory', 'warning', `${sentence} Close other programs before using a language model.`) : finding('memory', 'ok', sentence);
}

function finding(name: string, state: Finding['state'], sentence: string): Finding {
  return { name, state, sentence };
}
