import { openCommandLine } from '#test/support/open-command-line.ts';

/** Opens a core that changes to an embedding model, and says how far it is until it is over or the process is killed. */
const [data = '', model = ''] = process.argv.slice(2);
const commands = openCommandLine(data);
const { json } = await commands.run('models', 'assign', 'embed', model, '--background');
console.log(JSON.stringify(json['embedding']));
for (;;) {
  const change = (await commands.run('models', 'embedding')).json as { next: unknown };
  console.log(JSON.stringify(change));
  if (change.next === null) break;
}
await commands.close();
