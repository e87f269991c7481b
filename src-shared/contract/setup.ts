import { z } from 'zod';
import { Password, PlantName, SignedIn, UserName } from './auth.ts';
import { defineOperations } from './define-operations.ts';

export const setup = defineOperations('setup', {
  state: {
    summary: 'Whether this installation has a plant yet, and which plants can be signed in to',
    http: ['GET', '/setup'],
    permission: 'anonymous',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({
      ready: z.boolean(),
      /** The one plant's name; null before set-up and where there are several, which are not listed to strangers. */
      plant: z.string().nullable(),
      shell: z.enum(['desktop', 'appliance', 'cli']),
    }),
    errors: [],
  },
  bootstrap: {
    summary: 'Create the first plant and its first admin, with or without the sample documents',
    http: ['POST', '/setup'],
    status: 201,
    permission: 'anonymous',
    audit: { event: 'tenant.created', keep: [] },
    rate: 'sign-in',
    changes: true,
    input: z.object({
      setupToken: z.string().min(1).max(256),
      plant: PlantName,
      admin: UserName,
      password: Password,
      /** Load the fictional sample plant's documents into it. */
      sample: z.boolean().default(false),
    }),
    output: SignedIn,
    errors: ['ALREADY_SET_UP', 'SETUP_LINK_INVALID', 'PASSWORD_GUESSABLE'],
  },
});
