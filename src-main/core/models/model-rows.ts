import type { InstalledModel, MemoryFit, ModelRole, Pooling } from '#shared/contract/models.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { ModelInspection } from '#core/ports/inference.ts';
import { sql } from '#core/ports/sql.ts';

/** A model as the table holds it. */
export interface ModelRow {
  id: string;
  name: string;
  filename: string;
  path: string;
  format: 'gguf' | 'onnx';
  status: 'checking' | 'ready' | 'refused';
  problem: string | null;
  size_bytes: number;
  sha256: string | null;
  architecture: string | null;
  parameters: number | null;
  quantization: string | null;
  context_tokens: number | null;
  pooling: Pooling | null;
  /** Numbers per vector. */
  dimension: number | null;
  licence: string | null;
  fit: MemoryFit | null;
  bundled: boolean;
  created_at: Date;
}

export type NewModel = Pick<ModelRow, 'id' | 'name' | 'filename' | 'path' | 'format' | 'status' | 'size_bytes' | 'sha256' | 'architecture' | 'context_tokens' | 'dimension' | 'bundled' | 'created_at'>;

export function allModels(tx: Transaction): Promise<ModelRow[]> {
  return tx.rows<ModelRow>(sql`SELECT * FROM models ORDER BY bundled, name, created_at`);
}

export function modelById(tx: Transaction, id: string): Promise<ModelRow | undefined> {
  return tx.maybe<ModelRow>(sql`SELECT * FROM models WHERE id = ${id}`);
}

/** Adds a model unless its file name is taken, and returns the row that now has the name. */
export async function addModel(tx: Transaction, model: NewModel): Promise<ModelRow> {
  await tx.run(sql`
    INSERT INTO models (id, name, filename, path, format, status, size_bytes, sha256, architecture, context_tokens, dimension, bundled, created_at)
    VALUES (${model.id}, ${model.name}, ${model.filename}, ${model.path}, ${model.format}, ${model.status}, ${model.size_bytes}, ${model.sha256},
      ${model.architecture}, ${model.context_tokens}, ${model.dimension}, ${model.bundled}, ${model.created_at})
    ON CONFLICT (filename) DO NOTHING`);
  return tx.one<ModelRow>(sql`SELECT * FROM models WHERE filename = ${model.filename}`);
}

export async function markReady(tx: Transaction, row: ModelRow, sha256: string, inspection: ModelInspection): Promise<void> {
  await tx.run(sql`
    UPDATE models SET status = 'ready', problem = NULL, name = ${inspection.name ?? row.name}, size_bytes = ${row.size_bytes}, sha256 = ${sha256},
      architecture = ${inspection.architecture.slice(0, 64)}, parameters = ${inspection.parameters}, quantization = ${inspection.quantization},
      context_tokens = ${inspection.contextTokens}, licence = ${inspection.licence}, pooling = ${inspection.pooling}, dimension = ${inspection.dimension}, fit = ${JSON.stringify(inspection.fit)}::text::jsonb
    WHERE id = ${row.id}`);
}

export async function markRerankerReady(tx: Transaction, row: ModelRow, sha256: string): Promise<void> {
  await tx.run(sql`
    UPDATE models SET status = 'ready', problem = NULL, path = ${row.path}, size_bytes = ${row.size_bytes}, sha256 = ${sha256}, architecture = ${row.architecture},
      context_tokens = ${row.context_tokens}
    WHERE id = ${row.id}`);
}

export async function markEmbedderReady(tx: Transaction, row: ModelRow, sha256: string, dimension: number): Promise<void> {
  await tx.run(sql`
    UPDATE models SET status = 'ready', problem = NULL, path = ${row.path}, size_bytes = ${row.size_bytes}, sha256 = ${sha256}, context_tokens = ${row.context_tokens}, dimension = ${dimension}
    WHERE id = ${row.id}`);
}

export async function markRefused(tx: Transaction, row: ModelRow, problem: string): Promise<void> {
  await tx.run(sql`UPDATE models SET status = 'refused', problem = ${problem}, size_bytes = ${row.size_bytes} WHERE id = ${row.id}`);
}

export async function markChecking(tx: Transaction, id: string): Promise<void> {
  await tx.run(sql`UPDATE models SET status = 'checking', problem = NULL WHERE id = ${id}`);
}

export async function updateFile(tx: Transaction, id: string, file: Pick<ModelRow, 'path' | 'size_bytes' | 'sha256' | 'dimension'>): Promise<void> {
  await tx.run(sql`UPDATE models SET path = ${file.path}, size_bytes = ${file.size_bytes}, sha256 = ${file.sha256}, dimension = ${file.dimension} WHERE id = ${id}`);
}

export async function deleteModel(tx: Transaction, id: string): Promise<void> {
  await tx.run(sql`DELETE FROM models WHERE id = ${id}`);
}

/** A model as callers see it: never with its path. */
export function toInstalledModel(row: ModelRow, roles: readonly ModelRole[]): InstalledModel {
  const { id, name, filename, format, status, problem, sha256, architecture, parameters, quantization, licence, fit, bundled, pooling, dimension } = row;
  return {
    id, name, filename, format, status, problem, sha256, architecture, parameters, quantization, licence, fit, bundled, pooling, dimension,
    sizeBytes: row.size_bytes,
    contextTokens: row.context_tokens,
    health: { state: 'ok', sentence: null },
    roles: [...roles],
    addedAt: row.created_at.toISOString(),
  };
}
