import { readSource } from "../../files/read.ts";
import { packageFile } from "../../parts.ts";
import { docsUrl } from "../../rule/docs-url.ts";
import { rules } from "../../../rules/index.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { plural } from "../../text/lists.ts";
import { ruleLines } from "./rules.ts";
import { unknownRules } from "../rule-names.ts";
import { terminalOptions } from "../terminal.ts";

/** Prints the page of a rule, laid out on a terminal, as the Markdown it is in a pipe; or the rules of a topic. */
export async function explain(args: Arguments, host: Host): Promise<ExitStatus> {
  const [name, ...others] = args.operands;
  if (name === undefined || others.length > 0) {
    throw new UsageError("`explain` needs the name of one rule or topic", [
      "`istio-grpc-lint rules` lists all rules",
    ]);
  }
  const rule = rules.find(({ id }) => id === name);
  if (rule === undefined) {
    explainTopic(name, host);
    return 0;
  }
  const path = packageFile(`rules/${rule.topic}/${rule.id}.md`);
  const page = readSource(path, host.workingFolder);
  if ("unreadable" in page) {
    throw new InputError(`cannot read \`${path}\`: ${page.unreadable.reason}`, [
      "install istio-grpc-lint again",
    ]);
  }
  const options = terminalOptions(args, host);
  if (options.color === 0 && !host.output.isTerminal) {
    host.print(page.source.text);
    return 0;
  }
  const { renderRulePage } = await import("../../report/rule-page.ts");
  host.print(renderRulePage(page.source.text, { ...rule, docsUrl: docsUrl(rule) }, options));
  return 0;
}

/** A name that is not a rule may be a topic: its rules, one per line. */
function explainTopic(name: string, host: Host): void {
  const own = rules.filter(({ topic }) => topic === name);
  const [first] = own;
  if (first === undefined) {
    throw unknownRules(
      [name],
      rules.flatMap(({ id, topic }) => [id, topic]),
    );
  }
  host.print(`\`${name}\` is a topic of ${plural(own.length, "rule")}:\n\n${ruleLines(own)}`);
  host.print(`\n\`istio-grpc-lint explain ${first.id}\` prints the page of one.\n`);
}
