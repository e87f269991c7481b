// Child of audit-kill.test.ts: opens a plant and works until it is killed: changes, reads that are recorded later, and checkpoints,
// naming each anchor it was given.
import type { Credential } from '#core/pipeline/index.ts';
import { openTestCore, setUpPlant } from '#test/support/test-core.ts';

const [directory = ''] = process.argv.slice(2);
const OWNER: Credential = { kind: 'owner', tenant: null };
const plant = await openTestCore(directory);
if (process.argv[3] === 'first') await setUpPlant(plant);
process.stdout.write('open\n');
for (let n = 0; ; n++) {
  void plant.call('conversations.list', {}, OWNER);
  await plant.call('conversations.create', {}, OWNER);
  if (n % 3 === 0) process.stdout.write(`${JSON.stringify(await plant.call('audit.checkpoint', {}, OWNER))}\n`);
}
