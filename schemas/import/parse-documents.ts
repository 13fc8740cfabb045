import { ImportError } from "./json.ts";

/** The documents of a JSON file. */
export function parseDocuments(_path: string, text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch (error) {
    throw new ImportError(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
