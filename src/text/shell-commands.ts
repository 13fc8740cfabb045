/** A word of a shell command as the shell would pass it on, and where it is written. */
export interface ShellWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The simple commands in a script, each as its words. Quotes and escapes are resolved, variables stay as they are written;
 * comments and redirections are left out.
 */
export function shellCommands(script: string): readonly (readonly ShellWord[])[] {
  const commands: ShellWord[][] = [];
  let words: ShellWord[] = [];
  const end = (): void => {
    if (words.length > 0) commands.push(words);
    words = [];
  };
  let at = 0;
  while (at < script.length) {
    const here = script[at] ?? "";
    if (/[ \t]/.test(here)) at += 1;
    else if (script.startsWith("\\\n", at) || script.startsWith("\\\r\n", at))
      at = script.indexOf("\n", at) + 1;
    else if (here === "#") at = lineEnd(script, at);
    else if (/[;|&()\n\r`{}]/.test(here)) {
      end();
      at += 1;
    } else {
      const word = readWord(script, at);
      words.push(word);
      at = word.end;
    }
  }
  end();
  return commands.map(withoutRedirections);
}

function lineEnd(script: string, at: number): number {
  const found = script.indexOf("\n", at);
  return found === -1 ? script.length : found;
}

function readWord(script: string, start: number): ShellWord {
  let value = "";
  let at = start;
  while (at < script.length) {
    const here = script[at] ?? "";
    if (/[\s;|&()`]/.test(here)) break;
    if (here === "'" || here === '"') {
      const quoted = readQuoted(script, at);
      value += quoted.value;
      at = quoted.end;
    } else if (script.startsWith("$(", at) || script.startsWith("${", at)) {
      const close = closing(script, at + 1);
      value += script.slice(at, close);
      at = close;
    } else if (here === "\\") {
      value += /[\r\n]/.test(script[at + 1] ?? "") ? "" : (script[at + 1] ?? "");
      at += 2;
    } else {
      value += here;
      at += 1;
    }
  }
  return { value, start, end: at };
}

function readQuoted(
  script: string,
  start: number,
): { readonly value: string; readonly end: number } {
  const quote = script[start] ?? "";
  let value = "";
  let at = start + 1;
  while (at < script.length && script[at] !== quote) {
    const isEscape = quote === '"' && script[at] === "\\";
    if (isEscape) at += 1;
    value += script[at] ?? "";
    at += 1;
  }
  return { value, end: Math.min(at + 1, script.length) };
}

/** The offset after the bracket that closes the one at `at`; the end if none does. */
function closing(script: string, at: number): number {
  const open = script[at];
  const close = open === "(" ? ")" : "}";
  let depth = 0;
  for (let index = at; index < script.length; index += 1) {
    if (script[index] === open) depth += 1;
    else if (script[index] === close) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return script.length;
}

function withoutRedirections(words: readonly ShellWord[]): readonly ShellWord[] {
  const kept: ShellWord[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const redirection = /^\d*(?:>>?|<<?<?-?)(.*)$/.exec(word.value);
    if (redirection === null) kept.push(word);
    else if (redirection[1] === "") index += 1;
  }
  return kept;
}
