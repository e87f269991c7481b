import { z } from 'zod';

/** Where an address that an admin of a plant wrote may lie: in networks of the plant (RFC 1918, RFC 6598, RFC 4193), or on the internet. */
export const REACHES = ['plant', 'internet'] as const;

export const Reach = z.enum(REACHES);
export type Reach = z.infer<typeof Reach>;
