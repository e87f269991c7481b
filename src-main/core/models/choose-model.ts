import { type ChatRole, type ModelRole, modelTask } from '#shared/contract/models.ts';
import type { ModelRow } from './model-rows.ts';

/** Roles an admin chooses a model for. */
export type AssignedRole = ModelRole;
export type RoleAssignments = Partial<Record<AssignedRole, string | null>> & {
  /** Who is asked where the model of a role does not answer, as far as an admin has put that in order. */
  fallbacks?: Partial<Record<ChatRole, readonly string[]>>;
};

export type Choice = { model: ModelRow; reason: null } | { model: null; reason: string };

const HOW_TO_ADD = 'An admin can add one on the Models screen: drop a .gguf file there or into the models folder.';

/** Whether a model can write answers on this machine now. */
export function isUsable(row: ModelRow): boolean {
  return modelTask(row) === 'write' && row.status === 'ready' && row.sha256 !== null && row.fit?.verdict !== 'no';
}

/** The model that answers for a role: the first of {@link modelsInOrder}. Without any, the reason as a sentence. */
export function chooseModel(rows: readonly ModelRow[], assigned: RoleAssignments, role: ChatRole): Choice {
  const [model] = modelsInOrder(rows, assigned, role);
  if (model) return { model, reason: null };
  return { model: null, reason: whyNone(rows.filter((row) => modelTask(row) === 'write'), rows.filter(isUsable).length) };
}

interface Named {
  id: string;
  name: string;
}

function namesInOrder(assigned: RoleAssignments, role: ChatRole, modelId?: string): string[] {
  const behind = assigned.fallbacks?.[role] ?? [assigned[role === 'fast' ? 'heavy' : 'fast']];
  return [...new Set([modelId, assigned[role], ...behind])].filter((each) => each !== undefined && each !== null);
}

const named = <Model extends Named>(models: readonly Model[], wanted: string): Model | undefined => models.find(({ id }) => id === wanted) ?? models.find(({ name }) => name === wanted);

/** Those with these ids or names that can answer on this machine now. */
export function modelsNamed(rows: readonly ModelRow[], names: readonly string[]): ModelRow[] {
  const usable = rows.filter(isUsable);
  return [...new Set(names.flatMap((name) => named(usable, name) ?? []))];
}

/**
 * Who is asked for a role, the next for when the one before it does not answer: the one asked for by id or name, the one assigned to the
 * role, then those that an admin has put behind it, or else the other role's. Names of models that are gone, or cannot be used here now,
 * count as none. The only model of this machine comes last, unless an admin's order, of which something is left, does without it.
 * @param elsewhere Models on other machines that the plant has added.
 */
export function modelsInOrder<Elsewhere extends Named = never>(rows: readonly ModelRow[], assigned: RoleAssignments, role: ChatRole, modelId?: string, elsewhere: readonly Elsewhere[] = []): (ModelRow | Elsewhere)[] {
  const usable = rows.filter(isUsable);
  const found: (ModelRow | Elsewhere)[] = namesInOrder(assigned, role, modelId).flatMap((name) => named(elsewhere, name) ?? named(usable, name) ?? []);
  const last = usable.length === 1 && (found.length === 0 || assigned.fallbacks?.[role] === undefined) ? usable : [];
  return [...new Set([...found, ...last])];
}

function whyNone(rows: readonly ModelRow[], usable: number): string {
  if (usable > 1) return 'Several language models are installed, but none is chosen to write answers. An admin can choose one on the Models screen.';
  const checking = rows.find(({ status }) => status === 'checking');
  if (checking) return `The language model ${checking.name} is still being checked.`;
  const tooLarge = rows.find(({ status }) => status === 'ready');
  if (tooLarge) return `The language model ${tooLarge.name} does not fit into the memory of this machine.`;
  if (rows.length > 0) return `No installed language model can be used. ${HOW_TO_ADD}`;
  return `No language model is installed, so answers quote the passages that fit best. ${HOW_TO_ADD}`;
}

/**
 * The model that ranks results anew: the assigned one, else the only one there is. None where an admin has taken the role away (`null`).
 * Without one that could, the reason as a sentence; null where there is nothing to rank with.
 */
export function chooseReranker(rows: readonly ModelRow[], { rerank }: RoleAssignments): Choice | { model: null; reason: null } {
  const rerankers = rows.filter((row) => modelTask(row) === 'rerank');
  const ready = rerankers.filter(({ status, sha256 }) => status === 'ready' && sha256 !== null);
  const assigned = rerankers.find(({ id }) => id === rerank);
  if (rerank === null || rerankers.length === 0) return { model: null, reason: null };
  if (assigned === undefined && ready.length > 1) return { model: null, reason: 'Several rerankers are installed, but none is chosen. An admin can choose one on the Models screen.' };
  const model = assigned ?? ready[0] ?? rerankers[0];
  if (model === undefined) return { model: null, reason: null };
  if (ready.includes(model)) return { model, reason: null };
  return { model: null, reason: model.status === 'checking' ? `The reranker ${model.name} is still being checked.` : `The reranker ${model.name} cannot be used. ${model.problem ?? ''}`.trim() };
}

/** What a model is used for in a plant, chosen or by being the only one. */
export function rolesOf(row: ModelRow, rows: readonly ModelRow[], assigned: RoleAssignments, embedderId: string | null): ModelRole[] {
  if (modelTask(row) === 'rerank') return chooseReranker(rows, assigned).model?.id === row.id ? ['rerank'] : [];
  if (modelTask(row) === 'embed') return row.id === embedderId ? ['embed'] : [];
  const roles: ModelRole[] = [];
  if (assigned.fast === row.id || (!assignedTo(rows, assigned, 'fast') && chooseModel(rows, {}, 'fast').model?.id === row.id)) roles.push('fast');
  if (assigned.heavy === row.id) roles.push('heavy');
  return roles;
}

/** Assignments to models that are gone count as none. */
function assignedTo(rows: readonly ModelRow[], assigned: RoleAssignments, role: ChatRole): boolean {
  return rows.some(({ id }) => id === assigned[role]);
}
