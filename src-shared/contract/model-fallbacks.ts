import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { CHAT_ROLES } from './models.ts';

/** Who is asked, one after the other, where the model of a role does not answer. Null leaves it to the model of the other role. */
const FallbackOrder = z.array(z.uuid()).max(8).refine((ids) => new Set(ids).size === ids.length, 'A model can stand in it once.').nullable();
export const Fallbacks = z.object({ fast: FallbackOrder, heavy: FallbackOrder });
export type Fallbacks = z.infer<typeof Fallbacks>;

/** The part of `models` that says who is asked after whom. */
export const modelFallbacks = defineOperations('models', {
  fallbacks: {
    summary: 'Who is asked in this plant, one after the other, where the model of a role does not answer; null: the model of the other role',
    http: ['GET', '/models/fallbacks'],
    permission: 'models:read',
    audit: { event: 'model.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: Fallbacks,
    errors: [],
  },
  setFallbacks: {
    summary: 'Put models of this machine and others in order behind the model of a role; none of them for an empty list, the model of the other role for null. What may not leave this machine skips those on others',
    http: ['PUT', '/models/fallbacks/{role}'],
    permission: 'models:manage',
    audit: { event: 'model.fallbacks_changed', keep: ['role', 'ids'] },
    rate: 'write',
    changes: true,
    input: z.object({ role: z.enum(CHAT_ROLES), ids: FallbackOrder }),
    output: Fallbacks,
    errors: ['MODEL_NOT_FOUND', 'MODEL_INVALID', 'MODEL_TOO_LARGE', 'INVALID_INPUT'],
  },
});
