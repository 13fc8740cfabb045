import { isPlaceholder } from "../mesh/objects/placeholder.ts";
import { isPort } from "../validate/port.ts";
import type { Finding } from "./finding.ts";
import { misnamedPort, noPortNumber } from "./port-refusals.ts";
import { refusal } from "./refusal.ts";
import { shorten } from "../text/shorten.ts";
import type { Field } from "../yaml/field.ts";

export const probeKinds = ["livenessProbe", "readinessProbe", "startupProbe"];

const counts = [
  "initialDelaySeconds",
  "timeoutSeconds",
  "periodSeconds",
  "successThreshold",
  "failureThreshold",
];

export function* thresholdFaults(probe: Field): Iterable<Finding> {
  for (const key of counts) {
    const count = probe.get(key);
    const value = count?.number()?.value ?? 0;
    if (count && value < 0) yield badNumber(count, "0 or more");
    const isOnce = key === "successThreshold" && probe.step !== "readinessProbe";
    if (count && isOnce && value > 1) yield badNumber(count, "1");
  }
  const grace = probe.get("terminationGracePeriodSeconds");
  if (grace === undefined) return;
  if (probe.step === "readinessProbe") yield graceOfReadiness(grace);
  else if ((grace.number()?.value ?? 1) <= 0) yield badNumber(grace, "1 or more");
}

export function* handlerFaults(handler: Field): Iterable<Finding> {
  const port = handler.get("port");
  if (handler.step === "grpc") {
    const number = port?.number();
    if (number && !isPort(number.value)) yield noPortNumber(number);
  } else {
    yield* misnamedPort(port);
  }
  const scheme = handler.get("scheme")?.string();
  if (scheme && !["", "HTTP", "HTTPS"].includes(scheme.value)) {
    yield refusal({
      headline: `\`${shorten(scheme.value)}\` is not a valid probe \`scheme\``,
      primary: { span: scheme.span, text: "not `HTTP` or `HTTPS`" },
      help: "use `HTTP` or `HTTPS`; for gRPC replace `httpGet` with `grpc`",
    });
  }
  const isExec = handler.step === "exec";
  if (isExec && (handler.get("command")?.items() ?? []).length === 0 && handler.isMap) {
    yield refusal({
      headline: "`exec` has no `command`",
      primary: { span: handler.keySpan, text: "no `command`" },
      help: "add `command`, or use another handler, such as `grpc`",
    });
  }
}

/** A container that is kept running beside the others may be probed; of the rest only this is accepted. */
export function* tooEarly(container: Field): Iterable<Finding> {
  const policy = container.get("restartPolicy")?.text ?? "";
  if (policy === "Always" || isPlaceholder(policy)) return;
  for (const field of container.pick([...probeKinds, "lifecycle"])) {
    yield refusal({
      headline: `an init container cannot have a \`${String(field.step)}\``,
      primary: { span: field.keySpan, text: "without `restartPolicy: Always`" },
      help: `add \`restartPolicy: Always\` if the container is a sidecar, or remove \`${String(field.step)}\``,
    });
  }
}

export function several(handler: Field, first: Field, second: Field): Finding {
  return refusal({
    headline: `\`${String(handler.step)}\` has two handlers: \`${String(first.step)}\` and \`${String(second.step)}\``,
    primary: { span: second.keySpan, text: "a second handler" },
    related: [{ span: first.keySpan, text: "the first one" }],
    help: "keep one of them",
  });
}

export function none(handler: Field): Finding {
  return refusal({
    headline: `\`${String(handler.step)}\` has no handler`,
    primary: { span: handler.keySpan, text: "no handler" },
    help: "add `grpc`, `httpGet`, `tcpSocket` or `exec`",
  });
}

function badNumber(field: Field, wanted: string): Finding {
  const key = String(field.step);
  return refusal({
    headline: `\`${key}: ${field.number()?.value ?? ""}\` is not valid for \`${String(field.parent?.step)}\``,
    primary: { span: field.span, text: `must be ${wanted}` },
    help: `use ${wanted}, or remove \`${key}\``,
  });
}

function graceOfReadiness(grace: Field): Finding {
  return refusal({
    headline: "a `readinessProbe` cannot have `terminationGracePeriodSeconds`",
    primary: { span: grace.keySpan, text: "for liveness and startup probes" },
    help: "remove `terminationGracePeriodSeconds`",
  });
}
