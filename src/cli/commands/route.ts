import type { ClusterForm } from "../../engine/clusters.ts";
import { packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { Diagnostic, Report } from "../../report/report.ts";
import type { RouteAnswer } from "../../report/route/route-answer.ts";
import { wayOf } from "../../report/route/walk.ts";
import type { Rule } from "../../rule/rule.ts";
import { callOf, methodFault, type CallText } from "../../simulate/call-text.ts";
import { simulationOf } from "../../simulate/simulate.ts";
import { commandFormat } from "../command-format.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";
import { terminalOptions } from "../terminal.ts";

const formats = ["pretty", "json", "mermaid"] as const;

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
  if (equals > 0) return [text.slice(0, equals).toLowerCase(), text.slice(equals + 1)];
  throw new UsageError(`\`--header\` cannot be \`${text}\``, ["use NAME=VALUE"]);
}

function answerOf(asked: CallText, form: ClusterForm, report: Report): RouteAnswer {
  const simulation = simulationOf(form.cluster, form.catalogue);
  const call = methodFault(asked.method) ?? callOf(asked, { ...form, simulation });
  if ("fault" in call) throw new InputError(call.fault, call.help);
  const outcome = simulation.run(call);
  return {
    from: asked.from,
    to: `${call.host}:${call.port}`,
    call: call.path.slice(1),
    form: form.name,
    outcome,
    findings: findingsOn(outcome, report),
    leftOut: form.leftOut.map((it) => `${it.kind} ${it.namespace ?? ""}/${it.name}`),
  };
}

/** Findings in documents that a step of the way is written in. */
function findingsOn(outcome: RouteAnswer["outcome"], report: Report): readonly Diagnostic[] {
  const documents = wayOf(outcome).flatMap(({ step }) => {
    let field = step.field;
    while (field?.parent !== undefined) field = field.parent;
    return field ? [field.span] : [];
  });
  return report.diagnostics.filter(({ primary: { span } }) =>
    documents.some(
      ({ source, start, end }) => source === span.source && start <= span.start && span.start < end,
    ),
  );
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
