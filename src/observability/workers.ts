import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { z } from 'zod';

// A scraper reaches one of several processes, and wants to hear of all. The one asks the process
// that started them, which asks each. What prom-client has for that asks those too that are just
// starting or ending, and waits for them in vain.

const Question = z.object({ metricsFor: z.int() });
const Answer = z.object({ metricsOf: z.int(), text: z.string() });
const EachQuestion = z.object({ measureFor: z.int() });
/** Of each registry its metrics, as prom-client puts them together. */
const EachAnswer = z.object({ measuredFor: z.int(), registries: z.array(z.array(z.any())) });

/** Milliseconds after which one that listens but does not answer is waited for no longer. */
const PATIENCE = 5_000;

interface Asked {
  worker: Worker;
  /** Takes what it has measured: nothing, if it ended meanwhile. */
  resolve(registries: object[]): void;
}

/** In the process that started the others: passes on what all of them have measured. */
export function answerForWorkers(): void {
  const listening = new Set<Worker>();
  const asked = new Map<number, Asked>();
  const forget = (worker: Worker) => {
    listening.delete(worker);
    for (const question of asked.values()) if (question.worker === worker) question.resolve([]);
  };
  cluster.on('listening', (worker) => listening.add(worker));
  cluster.on('disconnect', forget);
  cluster.on('exit', forget);
  cluster.on('message', async (worker: Worker, message: unknown) => {
    const { data: measured } = EachAnswer.safeParse(message);
    if (measured) asked.get(measured.measuredFor)?.resolve(measured.registries);
    const { data: question } = Question.safeParse(message);
    if (question === undefined) return;
    const text = await Promise.all([...listening].map((each) => measuredBy(each, asked))).then(
      (all) => AggregatorRegistry.aggregate(all.flat()).metrics(),
      () => '',
    );
    const answer: z.infer<typeof Answer> = { metricsOf: question.metricsFor, text };
    if (worker.isConnected()) worker.send(answer, () => {});
  });
}

let questions = 0;

/** What a worker has measured, nothing if it ends meanwhile. Throws if it is silent. */
async function measuredBy(worker: Worker, asked: Map<number, Asked>): Promise<object[]> {
  questions += 1;
  const question: z.infer<typeof EachQuestion> = { measureFor: questions };
  const done = new AbortController();
  const answered = new Promise<object[]>((resolve) => {
    asked.set(question.measureFor, { worker, resolve });
    if (worker.isConnected()) worker.send(question, (error) => error && resolve([]));
    else resolve([]);
  });
  const silent = sleep(PATIENCE, undefined, { signal: done.signal }).then(() => {
    throw new Error('a worker is silent');
  });
  return Promise.race([answered, silent]).finally(() => {
    done.abort();
    asked.delete(question.measureFor);
  });
}

/** In a worker: says what it has measured itself, whenever it is asked. */
export function answerAsWorker(registries: readonly Registry[]): void {
  process.on('message', async (message) => {
    const { data: question } = EachQuestion.safeParse(message);
    if (question === undefined) return;
    const measured = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
    const answer: z.infer<typeof EachAnswer> = {
      measuredFor: question.measureFor,
      registries: measured,
    };
    process.send?.(answer, undefined, undefined, () => {});
  });
}

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
