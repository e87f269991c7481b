import type { AuditTrail } from '#core/audit/index.ts';
import type { BoundOperation } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { Egress } from '#core/ports/egress.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { MailSender, WebhookSender } from '#core/ports/outgoing-notices.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { createDeliver } from './deliver.ts';
import { createDeliveryRunner } from './delivery-runner.ts';
import { noticeHandlers } from './notice-handlers.ts';
import { createSendNotice } from './send-notice.ts';
import { createNoticeSettings } from './settings-store.ts';
import { createTellApprovers, type TellApprovers } from './tell-approvers.ts';

export interface NoticesDeps {
  database: Database;
  secrets: Secrets;
  egress: Egress;
  webhooks: WebhookSender;
  mails: MailSender;
  trail: AuditTrail;
  clock: Clock;
  crypto: Crypto;
  logger: Logger;
}

/** Tells approvers outside of Millwright, at least once each, as far as a plant has set it and the owner of the machine allows it. */
export interface Notices {
  tell: TellApprovers;
  /** Sends soon what was written down. For after its transaction: what a transaction sets off counts as within it. */
  wake(): void;
  operations: BoundOperation[];
  /** Begins to send, with what a stop left open. */
  start(): void;
  close(): Promise<void>;
}

export function createNotices(deps: NoticesDeps): Notices {
  const store = createNoticeSettings(deps);
  const deliver = createDeliver({ ...deps, send: createSendNotice({ ...deps, store }), random: Math.random });
  const runner = createDeliveryRunner({ ...deps, deliver });
  const parts = { ...deps, store, deliver, wake: runner.wake };
  return { tell: createTellApprovers(parts), operations: noticeHandlers(parts), ...runner };
}
