import { readFile } from 'node:fs/promises';
import { projectPath } from '../../src/project.js';

/** The text of the migration of a name. */
export const migrationSql = (name: string): Promise<string> =>
  readFile(projectPath('prisma', 'migrations', name, 'migration.sql'), 'utf8');
