import type { Format } from "./index.ts";

/**
 * CI systems look for commands in what a job prints: GitHub takes `##[…]` anywhere and `::…::` at the start of a line,
 * Azure `##vso[…]`, TeamCity `##teamcity[…]`. A manifest, a name or a path may hold such text, and must not command.
 */
const bracketCommand = /##(?=\w*\[)/g;
/** Three colons are an arrow of a code frame, and no command. */
const lineCommand = /^([^\S\r\n]*):(?=:[^\s:])/gm;

/** Text for people that commands nothing in a log. */
export function plainForLogs(text: string): string {
  return withoutBracketCommands(text).replaceAll(lineCommand, "$1: ");
}

/** Where `##[…]` and its like begin. */
export function bracketCommandsIn(text: string): readonly number[] {
  return text.includes("##") ? Array.from(text.matchAll(bracketCommand), ({ index }) => index) : [];
}

/** Whether a log would take any of it for a command. */
export function holdsCommands(text: string): boolean {
  return plainForLogs(text) !== text;
}

function withoutBracketCommands(text: string): string {
  return text.includes("##") ? text.replaceAll(bracketCommand, "## ") : text;
}

/** JSON, or YAML whose texts are quoted as in JSON. */
export function jsonForLogs(text: string): string {
  return text.includes("##") ? text.replaceAll(bracketCommand, String.raw`#\u0023`) : text;
}

function markupForLogs(text: string): string {
  return text.replaceAll(bracketCommand, "#&#35;").replaceAll(lineCommand, "$1&#58;");
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
