import type { Operation } from '#shared/contract/define-operations.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation a route serves; routes without one serve files. */
    operation?: Operation;
  }
  interface FastifyRequest {
    /** One for each request; repeated in its answer and in the audit log. */
    correlationId: string;
  }
}
