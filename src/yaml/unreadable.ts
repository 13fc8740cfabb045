import type { YamlProblem } from "./node.ts";
import type { SourceFile } from "./source.ts";

// The reader of go-yaml lets tab, line feed, carriage return and U+0085 through, and no other control character.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controlCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** Or one of the line breaks that only YAML 1.1 knows, or a byte order mark. */
const unusual = new RegExp(`${controlCharacter.source}|\\r(?!\\n)|[\\x85\\u2028\\u2029\\ufeff]`);
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const maybeUnusual = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Whether a stretch of text holds a character that needs a second look. */
export function hasUnusualCharacter(text: string, start: number, end: number): boolean {
  const stretch = text.slice(start, end);
  // One set of characters is looked for twice as fast as alternatives are.
  return maybeUnusual.test(stretch) && unusual.test(stretch);
}

/** Reports a NUL in a text: the file is binary, and no part of it is worth reading. */
export function binaryProblem(source: SourceFile): YamlProblem | undefined {
  const at = source.text.indexOf("\0");
  if (at === -1) return undefined;
  return syntaxProblem(
    source,
    at,
    "this is a binary file, or text in an encoding other than UTF-8",
  );
}

/** Reports a character that YAML forbids everywhere. */
export function controlCharacterProblem(
  source: SourceFile,
  start: number,
  end: number,
): YamlProblem | undefined {
  const at = source.text.slice(start, end).search(controlCharacter);
  if (at === -1) return undefined;
  const code = source.text.charCodeAt(start + at);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return syntaxProblem(source, start + at, `the control character ${name} is not allowed in YAML`);
}

function syntaxProblem(source: SourceFile, at: number, message: string): YamlProblem {
  return { kind: "syntax", span: { source, start: at, end: at + 1 }, message };
}
