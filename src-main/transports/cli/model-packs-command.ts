import { resolve } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import { modelPacking } from '#shared/contract/model-packing.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { modelNamed } from './models-command.ts';
import { print, table } from './print.ts';

/** `models pack --out FILE MODEL…`. */
export async function packModels(context: CommandContext, named: readonly string[], options: CommonOptions & { out: string }): Promise<void> {
  const { terminal } = context.host;
  const shown = terminal.interactive && !context.json;
  const out = resolve(options.out);
  const packed = await withOwner(context, options, async (calls) => {
    const ids: string[] = [];
    for (const each of named) ids.push((await modelNamed(context, calls, each)).id);
    let made: { sizeBytes: number; fingerprint: string } | undefined;
    for await (const event of calls.events(modelPacking.pack, { ids, out })) {
      if (event.type === 'packed') made = event;
      else if (shown) terminal.err(`\r\u001b[K${event.stage} ${Math.round(event.progress * 100)} %`);
    }
    if (made) return made;
    throw new MillwrightError('MODEL_INVALID');
  }).finally(() => {
    if (shown) terminal.err('\r\u001b[K');
  });
  const { sizeBytes, fingerprint } = packed;
  print(context, { out, sizeBytes, fingerprint }, () => [`Written to ${out}.`, `Tell those who take it the fingerprint of the key that signed it, by another way than the disk: ${fingerprint}`]);
}

/** `models publishers`. */
export async function listPublishers(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(modelPacking.publishers, {}));
  print(context, result, () => [
    `Packs made here are signed with the key ${result.own.publicKey}`,
    `Its fingerprint is ${result.own.fingerprint}`,
    ...table(result.publishers.map(({ name, fingerprint, addedAt }) => [name, fingerprint, addedAt])),
  ]);
}

/** `models trust KEY --name NAME`. */
export async function trustPublisher(context: CommandContext, publicKey: string, options: CommonOptions & { name: string }): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(modelPacking.trust, { publicKey, name: options.name }));
  print(context, result, () => [`Packs signed by "${options.name}" are taken from now on. The fingerprint of the key is ${result.fingerprint}`]);
}

/** `models distrust FINGERPRINT`. */
export async function distrustPublisher(context: CommandContext, fingerprint: string, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(modelPacking.distrust, { fingerprint }));
  print(context, result, () => ['Packs of this publisher are taken no more.']);
}
