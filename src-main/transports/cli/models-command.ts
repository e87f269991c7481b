import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type InstalledModel, models } from '#shared/contract/models.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { print, printShort, table } from './print.ts';
import { readLocalFile } from './read-local-file.ts';

const LOOK_AGAIN_MS = 300;
/** A file of any size has been tried by then, or is refused for taking too long. */
const PATIENCE_MS = 120_000;

/** A file laid into the models folder is checked while Millwright runs; here that is only as long as the command waits for it. */
async function listChecked({ signal }: CommandContext, { value }: OwnerCalls): Promise<ResultOf<typeof models.list>> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const listed = await value(models.list, {});
    if (Date.now() > until || listed.models.every(({ status }) => status !== 'checking')) return listed;
    signal.throwIfAborted();
    await sleep(LOOK_AGAIN_MS);
  }
}

/** `models list`. */
export async function listModels(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, (calls) => listChecked(context, calls));
  print(context, result, () => (result.models.length === 0 ? ['No model is installed.'] : table(result.models.map(modelRow))));
}

/** `models import FILE`. */
export async function importModel(context: CommandContext, file: string, options: CommonOptions): Promise<void> {
  const { terminal } = context.host;
  const model = await withOwner(context, options, async ({ events }) => {
    await using content = await readLocalFile(file);
    let installed: InstalledModel | undefined;
    for await (const event of events(models.import, { filename: basename(file), content: { stream: content }, sizeBytes: content.sizeBytes })) {
      if (event.type === 'installed') installed = event.model;
      else if (terminal.interactive && !context.json) terminal.err(`\r\u001b[K${event.stage} ${Math.round(event.progress * 100)} %`);
    }
    if (installed) return installed;
    throw new MillwrightError('MODEL_INVALID');
  }).finally(() => {
    if (terminal.interactive && !context.json) terminal.err('\r\u001b[K');
  });
  print(context, { model }, () => [`"${model.name}" is installed. ${model.fit?.sentence ?? ''}`.trim()]);
}

/** `models verify`. Returns the exit status. */
export async function verifyModels(context: CommandContext, options: CommonOptions): Promise<number> {
  const result = await withOwner(context, options, async (calls) => {
    await listChecked(context, calls);
    return calls.value(models.verify, {});
  });
  const lines = table(result.models.map(({ name, ok, problem }) => [ok ? 'whole ' : 'changed', name, problem ?? '']));
  if (!result.ok) {
    const message = 'Not every model file is as it was installed: remove those and install them again.';
    return printShort(context, result, { code: 'MODEL_INVALID', message }, () => lines);
  }
  print(context, result, () => [...lines, 'Every model file is as it was installed.']);
  return 0;
}

function modelRow({ name, status, format, sizeBytes, roles, problem }: InstalledModel): string[] {
  return [status, name, format, `${(sizeBytes / 1024 ** 2).toFixed(0)} MB`, problem ?? (roles.length > 0 ? `used as ${roles.join(', ')}` : 'not in use')];
}
