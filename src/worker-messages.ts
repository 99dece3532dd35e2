import { z } from 'zod';

/** What a worker tells the process that started it. */
export const FromWorker = z.union([
  z.object({ listening: z.string().describe('Its URL.') }),
  z.object({ failed: z.string().describe('Why it cannot start.') }),
]);
export type FromWorker = z.infer<typeof FromWorker>;

/** What it is told: to end, or to end as soon as it has no connection any more. */
export type ToWorker = 'end' | 'retire';
