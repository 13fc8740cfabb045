import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import { ImportError } from "./json.ts";

/** The documents of a JSON or YAML file. */
export function parseDocuments(path: string, text: string): readonly unknown[] {
  if (path.endsWith(".json")) return [parseJson(text)];
  const { documents, problems } = parseYaml(
    { path, text },
    () => true,
    () => fullParse,
  );
  const [problem] = problems;
  if (problem) throw new ImportError(problem.message);
  return documents.map(({ root }) => root.toValue());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImportError(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
