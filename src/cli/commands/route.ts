import { clusterForms, refusingTopics, type ClusterForm } from "../../engine/clusters.ts";
import { lint } from "../../engine/lint.ts";
import { builtParts, packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { Diagnostic, Report } from "../../report/report.ts";
import type { RouteAnswer } from "../../report/route/route-answer.ts";
import { wayOf } from "../../report/route/walk.ts";
import type { Rule } from "../../rule/rule.ts";
import type { Call } from "../../simulate/call.ts";
import { findCaller } from "../../simulate/find-caller.ts";
import { simulationOf } from "../../simulate/simulate.ts";
import { oneOf } from "../../text/lists.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { loadConfig } from "../load-config.ts";
import { readInputOptions } from "../check-options.ts";
import type { Arguments } from "../parse-arguments.ts";
import { findInputs, readInputs } from "../read-inputs.ts";
import { terminalOptions } from "../terminal.ts";

const formats = ["pretty", "json", "mermaid"] as const;

/** Prints what becomes of one call. */
export async function route(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const asked = readQuestion(args);
  const format = readFormat(args);
  const loaded = loadConfig(args, host);
  const options = readInputOptions(args, rules, loaded);
  const found = await findInputs(args.operands, options, { host, loaded });
  const read = await readInputs(found, options, host);
  const complaints = [...found.complaints, ...read.complaints];
  for (const complaint of complaints) host.complain(complaint);
  const report = lint(read, rules, options.settings, builtParts);
  const refusals = report.diagnostics.filter(
    ({ severity, topic }) => severity === "error" && refusingTopics.has(topic),
  );
  const forms = chosenForms(
    clusterForms(read, options.settings, builtParts, refusals),
    args.last("environment"),
  );
  const answers = forms.map((form) => answerOf(asked, form, report));
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  host.print(await rendered(format, answers, style));
  return complaints.length > 0 ? 2 : 0;
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly authority: string | undefined;
  readonly sni: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

function readQuestion(args: Arguments): Question {
  const [from, to, call] = (["from", "to", "call"] as const).map((name) => {
    const value = args.last(name);
    if (value !== undefined) return value;
    throw new UsageError(`\`route\` needs \`--${name}\``, [
      "for example: `istio-grpc-lint route --from shop/checkout --to orders:9090 --call shop.v1.Orders/Get k8s/`",
    ]);
  });
  const [, host = "", digits = ""] = /^(.*?)(?::(\d+))?$/.exec(to ?? "") ?? [];
  const port = digits === "" ? 80 : Number(digits);
  if (host === "" || port < 1 || port > 65_535) {
    throw new UsageError(`\`--to\` cannot be \`${to}\``, ["use HOST or HOST:PORT"]);
  }
  return {
    from: from ?? "",
    to: `${host}:${port}`,
    host,
    port,
    path: readPath(call ?? ""),
    authority: args.last("authority"),
    sni: args.last("tls"),
    headers: new Map(args.all("header").map(readHeader)),
  };
}

/** `pkg.Service/Method`, with or without a slash in front. */
function readPath(call: string): string {
  if (/^\/?[\w.]+\/\w+$/.test(call)) return call.startsWith("/") ? call : `/${call}`;
  throw new UsageError(`\`--call\` cannot be \`${call}\``, [
    "use the full name of a method, such as `shop.v1.Orders/Get`",
  ]);
}

function readHeader(text: string): readonly [string, string] {
  const equals = text.indexOf("=");
  if (equals > 0) return [text.slice(0, equals).toLowerCase(), text.slice(equals + 1)];
  throw new UsageError(`\`--header\` cannot be \`${text}\``, ["use NAME=VALUE"]);
}

function readFormat(args: Arguments): (typeof formats)[number] {
  const written = args.last("format") ?? "pretty";
  const format = formats.find((it) => it === written);
  if (format !== undefined) return format;
  throw new UsageError(`\`route\` has no format \`${written}\``, [`choose ${oneOf(formats)}`]);
}

function chosenForms(
  forms: readonly ClusterForm[],
  wanted: string | undefined,
): readonly ClusterForm[] {
  if (wanted === undefined) return forms;
  const chosen = forms.filter(({ name }) => name === wanted);
  if (chosen.length > 0) return chosen;
  const names = forms.flatMap(({ name }) => name ?? []);
  throw new UsageError(`the input has no environment or overlay \`${wanted}\``, [
    names.length > 0 ? `choose ${oneOf(names)}` : "the input has one form only: leave it out",
  ]);
}

function answerOf(asked: Question, form: ClusterForm, report: Report): RouteAnswer {
  const simulation = simulationOf(form.cluster, form.catalogue);
  const from = findCaller(asked.from, form.cluster, simulation, form.resources);
  if ("fault" in from) throw new InputError(from.fault, from.help);
  const { host, port, path, headers, sni } = asked;
  const authority = asked.authority ?? asked.to;
  const call: Call = {
    from,
    host,
    port,
    authority,
    tls: sni === undefined ? undefined : { sni, hasCertificate: false },
    path,
    headers,
  };
  const outcome = simulation.run(call);
  return {
    from: asked.from,
    to: asked.to,
    call: path.slice(1),
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
