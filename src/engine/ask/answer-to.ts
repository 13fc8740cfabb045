import type { Diagnostic, Report } from "../../report/report.ts";
import type { RouteAnswer } from "../../report/route/route-answer.ts";
import { wayOf } from "../../report/route/walk.ts";
import { callOf, methodFault, type CallText } from "../../simulate/call-text.ts";
import type { CallerFault } from "../../simulate/find-caller.ts";
import { simulationOf } from "../../simulate/simulate.ts";
import { oneOf } from "../../text/lists.ts";
import { similarName } from "../../text/similar-name.ts";
import type { ClusterForm } from "../clusters.ts";

/** What becomes of a call, with the findings on its way; or why there is no such call. */
export function answerTo(
  asked: CallText,
  form: ClusterForm,
  report: Report,
): RouteAnswer | CallerFault {
  const simulation = simulationOf(form.cluster, form.catalogue);
  const call = methodFault(asked.method) ?? callOf(asked, { ...form, simulation });
  if ("fault" in call) return call;
  const unnamed = withoutPackage(asked.method, form);
  if (unnamed !== undefined) return unnamed;
  const outcome = simulation.run(call);
  if (outcome.result === "dns_error") return unknownHost(call.host, form);
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
