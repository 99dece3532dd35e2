import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { z } from 'zod';

// A scraper reaches one of several processes, and wants to hear of all. The one asks the process
// that started them, which asks each.

const Question = z.object({ metricsFor: z.int() });
const Answer = z.object({ metricsOf: z.int(), text: z.string() });

// From the first moment on: who is asked and never answers would hold up the others.
if (cluster.isWorker) {
  AggregatorRegistry.setRegistries([]);
  new AggregatorRegistry();
}

/** In the process that started the others: passes on what all of them have measured. */
export function answerForWorkers(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', async (worker: Worker, message: unknown) => {
    const { data: question } = Question.safeParse(message);
    if (question === undefined) return;
    // One that ends just now does not answer; the scraper comes again.
    const text = await all.clusterMetrics().catch(() => '');
    const answer: z.infer<typeof Answer> = { metricsOf: question.metricsFor, text };
    if (worker.isConnected()) worker.send(answer, () => {});
  });
}

let questions = 0;

/** In a worker: what all workers have measured, as Prometheus reads it; empty if one was silent. */
export function metricsOfAll(): Promise<string> {
  questions += 1;
  const question = questions;
  return new Promise((resolve) => {
    process.on('message', function listen(message) {
      const { data } = Answer.safeParse(message);
      if (data?.metricsOf !== question) return;
      process.off('message', listen);
      resolve(data.text);
    });
    process.send?.({ metricsFor: question } satisfies z.infer<typeof Question>);
  });
}
