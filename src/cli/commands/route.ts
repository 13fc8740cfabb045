import { answerTo } from "../../engine/ask/answer-to.ts";
import type { ClusterForm } from "../../engine/clusters.ts";
import { packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { Report } from "../../report/report.ts";
import type { RouteAnswer } from "../../report/route/route-answer.ts";
import type { Rule } from "../../rule/rule.ts";
import type { CallText } from "../../simulate/call-text.ts";
import { commandFormat } from "../command-format.ts";
import { commandTable } from "../command-table.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";
import { terminalOptions } from "../terminal.ts";

const { formats } = commandTable.route;

/** Prints what becomes of one call. */
export async function route(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const asked = readQuestion(args);
  const format = commandFormat(args, formats);
  const { forms, report, complaints } = await readClusters(args, host, {
    rules,
    environment: args.last("environment"),
  });
  const answers = forms.map((form) => answerOf(asked, form, report));
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  host.print(await rendered(format, answers, style));
  return complaints.length > 0 ? 2 : 0;
}

function readQuestion(args: Arguments): CallText {
  const [from = "", to = "", method = ""] = (["from", "to", "call"] as const).map((name) => {
    const value = args.last(name);
    if (value !== undefined) return value;
    throw new UsageError(`\`route\` needs \`--${name}\``, [
      "for example: `istio-grpc-lint route --from shop/checkout --to orders:9090 --call shop.v1.Orders/Get k8s/`",
    ]);
  });
  return {
    from,
    to,
    method,
    authority: args.last("authority"),
    sni: args.last("tls"),
    headers: new Map(args.all("header").map(readHeader)),
  };
}

function readHeader(text: string): readonly [string, string] {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0));
  if (/^[\w.-]+$/.test(name)) return [name.toLowerCase(), text.slice(equals + 1)];
  const help = "use NAME=VALUE; names are of letters, digits, `_`, `-` and `.`";
  throw new UsageError(`\`--header\` cannot be \`${text}\``, [help]);
}

function answerOf(asked: CallText, form: ClusterForm, report: Report): RouteAnswer {
  const answer = answerTo(asked, form, report);
  if ("fault" in answer) throw new InputError(answer.fault, answer.help);
  return answer;
}

async function rendered(
  format: (typeof formats)[number],
  answers: readonly RouteAnswer[],
  style: RenderOptions,
): Promise<string> {
  if (format === "json") {
    return (await import("../../report/route/route-json.ts")).renderRouteJson(answers, style);
  }
  if (format === "mermaid") {
    return (await import("../../report/route/route-mermaid.ts")).renderRouteMermaid(answers);
  }
  return (await import("../../report/route/route-pretty.ts")).renderRoutePretty(answers, style);
}
