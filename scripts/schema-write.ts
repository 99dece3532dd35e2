// npm run schema:write — writes the JSON Schemas of the format, for editors and language models.
import { schemaFiles } from '../src/authoring/json-schema.js';
import { writeJson } from '../src/bundle/seal.js';
import { projectPath } from '../src/project.js';

for (const [name, schema] of Object.entries(schemaFiles())) {
  await writeJson(projectPath('seeds', name), schema);
}
