// npm run remove -- ARTICLE... — takes articles out of the dataset, each as a release of its own. The
// releases before keep them: asOfRelease still finds them there.
import { removeArticle } from '../src/bundle/remove.js';
import { readConfig } from '../src/config.js';
import { startDatabase } from '../src/database/start.js';
import { readArguments, refuse } from './bundle-command.js';
import { exitCodeOf, interruption } from './interruption.js';

const USAGE = 'Usage: npm run remove -- ARTICLE...';

const { positionals: articles } = readArguments({ options: {}, allowPositionals: true }, USAGE);
if (articles.length === 0) refuse(USAGE);

// Ctrl-C ends it after the article at hand, and PostgreSQL with it.
const interrupted = interruption();

async function remove(): Promise<void> {
  const { database, stop } = await startDatabase(readConfig());
  try {
    for (const article of articles) {
      if (interrupted.aborted) break;
      const release = await removeArticle(database.prisma, article);
      if (release === null) process.exitCode = 1;
      console.log(
        `${article}: ${release === null ? 'not loaded' : `removed in release ${release}`}`,
      );
    }
  } finally {
    await stop();
  }
}

try {
  await remove();
  if (interrupted.aborted) process.exitCode = exitCodeOf(interrupted.reason);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
