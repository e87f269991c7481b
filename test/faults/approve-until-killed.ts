// Child of approvals-killed.test.ts: sets up a plant, has calls approved, and stays, so that it is killed while they are about to run, one runs, and
// notices are being sent.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval } from '#shared/contract/approvals.ts';
import type { ToolResult } from '#shared/contract/tools.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { MAIL_CERTIFICATE } from '#test/support/mail-server.ts';
import { ADMIN_PASSWORD, addPerson, openTestCore, setUpPlant } from '#test/support/test-core.ts';

const [folder = '', erp = '', webhook = '', secret = '', mail = ''] = process.argv.slice(2);
const plant = await openTestCore(folder, { outbound: [erp, webhook, mail] });
const ada = await setUpPlant(plant);
const { credential: ben } = await addPerson(plant, ada, 'Ben', 'admin');
const { credential: dora } = await addPerson(plant, ada, 'Dora', 'admin');
const { credential: cai } = await addPerson(plant, ada, 'Cai', 'admin');
const { credential: rex } = await addPerson(plant, ada, 'Rex', 'admin');

const tag = { type: 'object', properties: { tag: { type: 'string' } }, required: ['tag'] };
const setting = { type: 'object', properties: { tag: { type: 'string' }, bar: { type: 'number' } }, required: ['tag'] };
const current = { tool: 'get_pump', arguments: { tag: { from: 'tag' } } };
const apply = (definition: object) => plant.call('tools.apply', definition, ada);
await apply({ name: 'get_pump', kind: 'http', description: 'How a pump is set.', input: tag, config: { url: `${erp}/kept/{tag}` } });
for (const name of ['set_pump', 'set_changed', 'set_late']) await apply({ name, kind: 'http', description: 'Sets a pump.', input: setting, writes: true, current, config: { method: 'POST', url: `${erp}/kept` } });
await apply({ name: 'order', kind: 'http', description: 'Orders a part.', input: tag, writes: true, config: { method: 'POST', url: `${erp}/slow` } });
await plant.call('approvals.saveRule', { tool: 'set_late', minutes: 3 }, ada);
const email = { host: 'localhost', port: Number(new URL(mail).port), tls: 'implicit', certificateAuthority: MAIL_CERTIFICATE, user: 'millwright', password: secret, from: 'millwright@plant.example', addresses: ['shift@plant.example'] };
await plant.call('notices.save', { webhook: { url: webhook, secret }, email }, ada);
// The first notices, whose receivers do not say that they have them.
await plant.call('tools.test', { name: 'order', arguments: { tag: 'K-waits' } }, cai);

async function approved(tool: string, given: object, { as = cai, by = ben }: { as?: Credential; by?: Credential } = {}): Promise<void> {
  const outcome = await plant.call<ToolResult>('tools.test', { name: tool, arguments: given }, as);
  if (outcome.status !== 'waiting') throw new Error(JSON.stringify(outcome));
  const { comparison } = await plant.call<Approval>('approvals.show', { id: outcome.approval }, by);
  await plant.call('approvals.approve', { id: outcome.approval, password: ADMIN_PASSWORD, ...(comparison === null ? {} : { seen: comparison.seen }) }, by);
}

await Promise.all([
  approved('set_pump', { tag: 'K-same', bar: 7 }),
  approved('set_pump', { tag: 'K-moved', bar: 7 }),
  approved('set_pump', { tag: 'K-approver', bar: 7 }, { by: dora }),
  approved('set_pump', { tag: 'K-requester', bar: 7 }, { as: rex }),
  approved('set_changed', { tag: 'K-tool', bar: 7 }),
  approved('set_late', { tag: 'K-late', bar: 7 }),
  approved('order', { tag: 'K-order' }),
]);
await sleep(60_000);
