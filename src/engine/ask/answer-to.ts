import { findingsIn } from "../../report/findings-in.ts";
import type { Field } from "../../yaml/field.ts";
import type { Resource } from "../../manifest/resource.ts";
import { namespaceOf } from "../../mesh/world/age.ts";
import { lineIndex } from "../../report/line-index.ts";
import type { Diagnostic, Report } from "../../report/report.ts";
import type { RouteAnswer } from "../../report/route/route-answer.ts";
import { wayOf } from "../../report/route/walk.ts";
import { callOf, hostPort, methodFault, type CallText } from "../../simulate/call-text.ts";
import type { Call } from "../../simulate/call.ts";
import type { CallerFault } from "../../simulate/find-caller.ts";
import { serviceNamed } from "../../simulate/name-resolution.ts";
import { simulationOf, type Simulation } from "../../simulate/simulate.ts";
import { list, oneOf } from "../../text/lists.ts";
import { similarName } from "../../text/similar-name.ts";
import type { Outcome } from "../../simulate/outcome.ts";
import type { ClusterForm, Refused } from "../clusters.ts";

/** What becomes of a call, with the findings on its way; or why there is no such call. */
export function answerTo(
  asked: CallText,
  form: ClusterForm,
  report: Report,
): RouteAnswer | CallerFault {
  const simulation = simulationOf(form.cluster, form.catalogue);
  const call = shortName(asked.method, form) ?? callOf(asked, { ...form, simulation });
  if ("fault" in call) return refusedCaller(asked.from, form) ?? call;
  const unnamed = withoutPackage(asked.method, form);
  if (unnamed !== undefined) return unnamed;
  const outcome = outcomeOf(call, simulation);
  if (outcome.result === "dns_error")
    return refusedHost(call.host, form) ?? unknownHost(call.host, form);
  return {
    from: asked.from,
    to: hostPort(call.host, call.port),
    call: call.path.slice(1),
    form: form.name,
    outcome,
    findings: findingsOn(outcome, report),
    leftOut: form.leftOut.map(titleOf),
    refused: form.refused.map(({ resource, findings }) => ({ title: titleOf(resource), findings })),
    hints: [
      ...hintsOf(asked, outcome),
      ...unknownPort(call, form),
      ...undefinedRpc(call.path, form),
    ],
  };
}

/** Begins with the port that was taken where none is written. */
function outcomeOf(call: Call, simulation: Simulation): Outcome {
  const outcome = simulation.run(call);
  const { portTaken } = call;
  return portTaken === undefined ? outcome : { ...outcome, steps: [portTaken, ...outcome.steps] };
}

function titleOf({ kind, namespace = "", name }: Resource): string {
  return `${kind} ${namespace}/${name}`;
}

/** A client that speaks plaintext to a port for TLS, or TLS to one for plaintext. */
function hintsOf({ from, to, sni, authority }: CallText, outcome: Outcome): readonly string[] {
  const isRefused = outcome.result === "no_chain" || outcome.result === "tls_error";
  if (!isRefused || !from.startsWith("gateway:")) return [];
  if (sni === undefined) {
    const name = (authority ?? to).replace(/:\d+$/, "");
    return [`the port expects TLS: add \`--tls ${name}\``];
  }
  return outcome.result === "tls_error" ? ["the port is plaintext: leave `--tls` out"] : [];
}

/** Not the full name of a method; those of the inputs that end so are named. */
function shortName(method: string, form: ClusterForm): CallerFault | undefined {
  const fault = methodFault(method);
  const known = fault && form.mesh().rpcs();
  if (fault === undefined || known === undefined) return fault;
  const full = [...known.services].flatMap(([service, { methods }]) =>
    methods.has(method) ? [`${service}/${method}`] : [],
  );
  return full.length === 0 ? fault : { ...fault, help: [`use ${oneOf(full, 3)}`] };
}

/** A port that the Service does not have: the call goes there all the same. */
function unknownPort({ from, host, port }: Call, { cluster }: ClusterForm): readonly string[] {
  if (from.kind !== "pod" && from.kind !== "namespace") return [];
  const { namespace } = from.kind === "pod" ? from.pod : from.client;
  const service = serviceNamed(host, namespace, cluster);
  const numbers = service?.ports.map(({ number }) => number) ?? [];
  if (service === undefined || numbers.length === 0 || numbers.includes(port)) return [];
  return [`\`${host}\` has no port ${port}: it has ${list([...new Set(numbers)].map(String), 6)}`];
}

/** A method that its service does not have: the way is the same, and ends at a server without it. */
function undefinedRpc(path: string, form: ClusterForm): readonly string[] {
  const [, name = "", method = ""] = path.split("/");
  const service = form.mesh().rpcs()?.services.get(name);
  if (service === undefined || service.isOpen || service.methods.has(method)) return [];
  return [
    `\`${name}\` has no RPC \`${method}\` in the \`.proto\` files: it has ${list([...service.methods.keys()], 5)}`,
  ];
}

/** The caller is written, but not applied. */
function refusedCaller(from: string, { refused }: ClusterForm): CallerFault | undefined {
  const isGateway = from.startsWith("gateway:");
  const name = from.replace(/^gateway:/, "");
  const found = refused.find(
    ({ resource }) =>
      `${namespaceOf(resource)}/${resource.name}` === name &&
      (isGateway
        ? resource.kind === "Gateway"
        : /^(?:Pod|.*Set|Deployment|.*Job)$/.test(resource.kind)),
  );
  return found && notApplied(found);
}

function refusedHost(host: string, { refused, cluster }: ClusterForm): CallerFault | undefined {
  const [name = "", namespace] = host.replace(`.svc.${cluster.clusterDomain}`, "").split(".");
  const found = refused.find(
    ({ resource }) =>
      resource.kind === "Service" &&
      resource.name === name &&
      (namespace === undefined || namespaceOf(resource) === namespace),
  );
  return found && notApplied(found);
}

function notApplied({ resource, findings }: Refused): CallerFault {
  return {
    fault: `${titleOf(resource)} is not applied: admission refuses it`,
    help: findings.slice(0, mostFindings).map(findingText),
  };
}

const mostFindings = 3;

function findingText({ ruleId, headline, primary: { span } }: Diagnostic): string {
  const { line, column } = lineIndex(span.source).positionAt(span.start);
  return `error[${ruleId}] ${headline}  ${span.source.path}:${line}:${column}`;
}

/** A name that no Service has, with those that are near. */
function unknownHost(host: string, { cluster }: ClusterForm): CallerFault {
  const names = cluster.hosts.flatMap(({ host: full, resource, namespace }) => [
    resource.name,
    `${resource.name}.${namespace}`,
    full,
  ]);
  const similar = similarName(host, [...new Set(names)]);
  const known = cluster.hosts.map(({ resource, namespace }) => `${resource.name}.${namespace}`);
  return {
    fault: `\`${host}\` does not resolve: the input has no such Service`,
    help: [
      similar === undefined
        ? `the input has ${oneOf([...new Set(known)], 6)}`
        : `did you mean \`${similar}\`?`,
    ],
  };
}

/** A service written without its package, where the input defines one of that name with it. */
function withoutPackage(method: string, form: ClusterForm): CallerFault | undefined {
  const [service = "", name = ""] = method.replace(/^\//, "").split("/");
  const rpcs = form.mesh().rpcs();
  if (rpcs === undefined || service.includes(".") || rpcs.services.has(service)) return undefined;
  const near = rpcs.nearestTo(service);
  if (near?.differsIn !== "package") return undefined;
  return {
    fault: `\`${method}\` has no package`,
    help: [`did you mean \`${near.service.name.value}/${name}\`?`],
  };
}

/** Findings in documents that a step of the way is written in. */
function findingsOn(outcome: RouteAnswer["outcome"], report: Report): readonly Diagnostic[] {
  const roots = new Map<string, Field>();
  for (const { step } of wayOf(outcome)) {
    let field = step.field;
    while (field?.parent !== undefined) field = field.parent;
    if (field) roots.set(`${field.source.path} ${field.span.start}`, field);
  }
  const found = new Set(
    [...roots.values()].flatMap((root) => findingsIn(root, report.diagnostics)),
  );
  return report.diagnostics.filter((it) => found.has(it));
}
