import { readSource } from "../../files/read.ts";
import { packageFile } from "../../parts.ts";
import { rules } from "../../../rules/index.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { unknownRules } from "../rule-names.ts";

/** Prints the page of a rule. */
export function explain(args: Arguments, host: Host): ExitStatus {
  const [name, ...others] = args.operands;
  if (name === undefined || others.length > 0) {
    throw new UsageError("`explain` takes the name of one rule", [
      "`istio-grpc-lint rules` lists all rules",
    ]);
  }
  const rule = rules.find(({ id }) => id === name);
  if (rule === undefined) {
    throw unknownRules(
      [name],
      rules.map(({ id }) => id),
    );
  }
  const path = packageFile(`rules/${rule.topic}/${rule.id}.md`);
  const page = readSource(path, host.workingFolder);
  if ("unreadable" in page) {
    throw new InputError(`cannot read \`${path}\`: ${page.unreadable.reason}`, [
      "install istio-grpc-lint again",
    ]);
  }
  host.print(page.source.text);
  return 0;
}
