import type { Format } from "./index.ts";

/**
 * CI systems look for commands in what a job prints: GitHub takes `##[…]` anywhere and `::…::` at the start of a line,
 * Azure `##vso[…]`, TeamCity `##teamcity[…]`. A manifest, a name or a path may hold such text, and must not command.
 */
const bracketCommand = /##(\w*\[)/g;
/** Three colons are an arrow of a code frame, and no command. */
const lineCommand = /::(?=[^\s:])/g;

/** Text for people that commands nothing in a log. */
export function plainForLogs(text: string): string {
  return withLineCommands(withoutBracketCommands(text), ": :");
}

/** A text with other signs where `::` could begin a command. */
function withLineCommands(text: string, signs: string): string {
  if (!text.includes("::")) return text;
  return text.replaceAll(lineCommand, (colons, at: number) =>
    startsLine(text, at) ? signs : colons,
  );
}

/** Whether only blanks precede an offset in its line. */
function startsLine(text: string, offset: number): boolean {
  let at = offset;
  while (at > 0 && /[^\S\r\n\u2028\u2029]/.test(text.charAt(at - 1))) at -= 1;
  return at === 0 || /[\r\n\u2028\u2029]/.test(text.charAt(at - 1));
}

/** Where `##[…]` and its like begin. */
export function bracketCommandsIn(text: string): readonly number[] {
  return text.includes("##") ? Array.from(text.matchAll(bracketCommand), ({ index }) => index) : [];
}

/** Whether a log would read any of it as a command. */
export function holdsCommands(text: string): boolean {
  return plainForLogs(text) !== text;
}

function withoutBracketCommands(text: string): string {
  return text.includes("##") ? text.replaceAll(bracketCommand, "## $1") : text;
}

/** JSON, or YAML whose texts are quoted as in JSON. */
export function jsonForLogs(text: string): string {
  return text.includes("##") ? text.replaceAll(bracketCommand, String.raw`#\u0023$1`) : text;
}

function markupForLogs(text: string): string {
  return withLineCommands(text.replaceAll(bracketCommand, "#&#35;$1"), "&#58;:");
}

const escapes: Readonly<Record<Format, (text: string) => string>> = {
  pretty: plainForLogs,
  concise: plainForLogs,
  // Its own commands start lines, and nothing else does.
  github: withoutBracketCommands,
  json: jsonForLogs,
  jsonl: jsonForLogs,
  sarif: jsonForLogs,
  gitlab: jsonForLogs,
  rdjson: jsonForLogs,
  junit: markupForLogs,
  checkstyle: markupForLogs,
  html: markupForLogs,
};

/** A rendered report that says the same, and commands nothing where it is printed into a log. */
export function reportForLogs(format: Format, text: string): string {
  return escapes[format](text);
}
