import { MillwrightError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/permissions.ts';
import { TOOL_ROLES, type ToolRole } from '#shared/contract/tools.ts';
import type { CircuitBreaker } from '#core/models/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { guardOutgoing, labelRank, mayDo, type PersonalDataRules, PersonalDataBlocked, type SlidingWindow, treatedNote } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { ApprovalDesk, ApprovalWanted } from './approval-desk.ts';
import { canonicalJson, inTexts, MOST_DEEP, textsIn, tooDeep } from './json-texts.ts';
import type { KindTable } from './kind-table.ts';
import { closed } from './schema-checks.ts';
import { definitionOf, foundTool, type GateState, Refused, Waits } from './tool-call.ts';
import type { ToolStore } from './tool-store.ts';

/** Characters of the arguments of a call, as JSON. */
const LARGEST_ARGUMENTS = 32_000;

export interface GateDeps {
  store: Pick<ToolStore, 'find'>;
  kinds: KindTable;
  schemas: JsonSchemas;
  window: SlidingWindow;
  breaker: CircuitBreaker;
  /** The tools an agent may use, for this caller; null where they may not use it. */
  agentTools(principal: Principal, agent: string): Promise<readonly string[] | null>;
  personalData(principal: Principal): Promise<PersonalDataRules>;
  /** Null while people cannot approve anything: nothing that needs it is run then. */
  desk(): ApprovalDesk | null;
  secrets: Pick<Secrets, 'keyedHash'>;
  clock: Clock;
}

export type Gate = (state: GateState, deps: GateDeps) => void | Promise<void>;

/** Not there, switched off, and not for the caller are told apart by nobody. */
const NONE = 'There is no such tool for you.';

const exists: Gate = async (state, { store, kinds }) => {
  const tool = await store.find(state.call.principal, state.request.tool);
  if (!tool?.definition.enabled) throw new Refused(NONE);
  state.tool = tool;
  state.leavesMachine = kinds.of(tool.definition).leavesMachine(tool.definition);
};

const rolePermits: Gate = (state) => {
  if (!mayUse(state.call.principal, definitionOf(state))) throw new Refused(NONE);
};

const agentPermits: Gate = async ({ call, request }, { agentTools }) => {
  if (request.agent === null) return;
  const allowed = await agentTools(call.principal, request.agent);
  if (!allowed?.includes(request.tool)) throw new Refused('This agent may not use that tool.');
};

const small: Gate = ({ request }) => {
  if (tooDeep(request.arguments)) throw new Refused(`The arguments are nested deeper than ${MOST_DEEP} levels.`, 'invalid');
  if (JSON.stringify(request.arguments).length > LARGEST_ARGUMENTS) throw new Refused(`The arguments are longer than ${LARGEST_ARGUMENTS} characters.`, 'invalid');
};

/** What goes to a tool is filtered as what goes to a model. */
const personalDataStays: Gate = async (state, { personalData }) => {
  const rules = await personalData(state.call.principal);
  const texts = textsIn(state.request.arguments);
  try {
    const guarded = guardOutgoing(rules, texts);
    if (guarded.treated) Object.assign(state.facts, treatedNote(guarded.treated));
    const replaced = new Map(texts.map((text, at) => [text, guarded.texts[at] ?? '']));
    state.arguments = inTexts(state.request.arguments, (text) => replaced.get(text) ?? text) as Record<string, unknown>;
    state.restore = (text) => {
      const restorer = guarded.restorer();
      return restorer.push(text) + restorer.end();
    };
  } catch (error) {
    if (!(error instanceof PersonalDataBlocked)) throw error;
    Object.assign(state.facts, treatedNote(error.treated));
    throw new Refused(error.message);
  }
};

const argumentsFit: Gate = (state, { schemas, secrets }) => {
  const { definition, version } = foundTool(state);
  const problem = schemas.compile(closed(definition.input))(state.arguments);
  if (problem !== null) throw new Refused(`The arguments do not fit: ${problem}`, 'invalid');
  state.hash = secrets.keyedHash(`${definition.name}\n${version}\n${canonicalJson(state.arguments)}`, 'tool arguments');
};

const withinQuota: Gate = (state, { window, clock }) => {
  const { name, limits } = definitionOf(state);
  const { tenantId, userId } = state.call.principal;
  const wait = window.take(`tool|${tenantId}|${userId}|${name}`, { perMinute: limits.perMinute, perHour: limits.perMinute * 20 }, clock.elapsed());
  if (wait > 0) throw new Refused(`This tool was used too often. It can be used again in ${wait} seconds.`);
};

const working: Gate = async (state, { kinds, breaker }) => {
  const definition = definitionOf(state);
  const problem = await kinds.of(definition).problem(definition, state.call.principal);
  if (problem !== null) throw new Refused(problem);
  const key = breakerKey(state);
  if (!breaker.allows(key)) throw new Refused(`This tool failed several times in a row and rests for ${Math.max(1, Math.ceil(breaker.restMs(key) / 1_000))} more seconds.`);
};

/** A person stands between a model and whatever is written, or leaves the machine after something was read. */
const approved: Gate = async (state, { desk }) => {
  const { grant } = state.request;
  // What was approved is used up by its one call, also where no approval would be needed by now.
  if (grant == null && !needsApproval(state)) return;
  if (state.request.neverWaits) throw new Refused('A person would have to approve this call first. An admin can say of a tool that reads that it is trusted.');
  const place = desk();
  if (place === null) throw new Refused('This call needs the approval of a person, and approvals are not set up here.');
  if (grant == null) throw new Waits(await place.request(state.call, wantedOf(state)));
  state.facts['approval'] = grant;
  // What is stopped here has not begun, and can be taken up again.
  state.signal.throwIfAborted();
  try {
    await place.redeem(state.call, grant, wantedOf(state));
  } catch (error) {
    if (error instanceof MillwrightError) throw new Refused(error.message);
    throw error;
  }
};

/** What every call passes before it is recorded and run, in order. */
export const GATES: readonly (readonly [name: string, gate: Gate])[] = [
  ['the tool exists and is switched on', exists],
  ['the caller may use it: role, key, clearance', rolePermits],
  ['the agent may use it', agentPermits],
  ['the arguments are no flood', small],
  ['personal data stays where the plant wants it', personalDataStays],
  ['the arguments fit its schema', argumentsFit],
  ['not too often', withinQuota],
  ['it works and does not rest', working],
  ['a person approved what needs it', approved],
];

/** Whether somebody may use a tool at all, as they stand now. */
export function mayUse(principal: Principal, { enabled, minimumRole, writes, label }: Pick<ReturnType<typeof definitionOf>, 'enabled' | 'minimumRole' | 'writes' | 'label'>): boolean {
  const needed = writes && minimumRole === 'viewer' ? 'user' : minimumRole;
  return enabled && mayDo(principal, 'tools:use') && reaches(principal.role, needed) && labelRank(label) <= labelRank(principal.clearance);
}

function reaches(role: Role, needed: ToolRole): boolean {
  const at = TOOL_ROLES.findIndex((each) => each === role);
  return at >= TOOL_ROLES.indexOf(needed);
}

function needsApproval(state: GateState): boolean {
  const { writes, approval } = definitionOf(state);
  return writes || approval === 'always' || (approval !== 'trusted' && state.leavesMachine && state.request.requestedBy === 'data');
}

export const breakerKey = (state: GateState): string => `${state.call.principal.tenantId}/${foundTool(state).id ?? definitionOf(state).name}/${foundTool(state).version}`;

function wantedOf(state: GateState): ApprovalWanted {
  const { definition, version } = foundTool(state);
  const { agent, conversationId, requestedBy, why, paused = null } = state.request;
  return {
    tool: definition.name, version, kind: definition.kind, description: definition.description, writes: definition.writes, leavesMachine: state.leavesMachine,
    rule: definition.approval, current: definition.current, arguments: state.arguments, argumentsHash: state.hash, agent, conversationId, requestedBy, why, paused,
  };
}
