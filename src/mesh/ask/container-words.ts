import { gather } from "../../collections/gather.ts";
import { shellCommands } from "../../text/shell-commands.ts";
import { embeddedText } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { Container } from "../objects/workload.ts";

const shell = /(?:^|\/)(?:ba|da|a|k|z)?sh$/;
const takesScript = /^-[a-z]*c$/;

/** The words of a container's command and arguments; those of the commands in it where a shell is given a script. */
export function containerWords({ field }: Pick<Container, "field">): readonly Located<string>[] {
  const items = gather(["command", "args"], (key) => field.get(key)?.items() ?? []);
  const [program] = items;
  const isShell = shell.test(program?.text ?? "");
  return items.flatMap((item, index) => {
    const isScript = isShell && takesScript.test(items[index - 1]?.text ?? "");
    return isScript ? scriptWords(item) : [item.string()].filter((it) => it !== undefined);
  });
}

function scriptWords(item: Field): readonly Located<string>[] {
  const script = embeddedText(item);
  if (script === undefined) return [];
  return gather(shellCommands(script.text), (words) =>
    words.map(({ value, start, end }) => ({ value, span: script.spanOf(start, end) })),
  );
}
